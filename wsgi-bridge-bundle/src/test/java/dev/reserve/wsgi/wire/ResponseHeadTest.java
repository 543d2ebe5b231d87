package dev.reserve.wsgi.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {

    private final AtomicInteger status = new AtomicInteger();
    private final HttpFields.Mutable fields = HttpFields.build();
    private final Response response = (Response) Proxy.newProxyInstance(Response.class.getClassLoader(), new Class<?>[]{Response.class},
            (_, method, arguments) -> switch (method.getName()) {
                case "setStatus" -> {
                    status.set((int) arguments[0]);
                    yield null;
                }
                case "getHeaders" -> fields;
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private ByteBuffer payload(String head, String body) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length + body.length()).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length)
                .put(bytes).put(body.getBytes(StandardCharsets.ISO_8859_1)).flip();
    }

    @Test
    void theStatusAndTheFieldsAreRead() throws IOException {
        ResponseHead head = new ResponseHead();
        fields.add("Date", "the server's");
        for (int i = 0; i < 2; i++) { // the second time from memory
            ByteBuffer payload = payload("404 Not Found\0Content-Type\0text/plain\0X-Empty\0\0Set-Cookie\0a=é\0Set-Cookie\0b=2\0Date\0now",
                    "body");
            head.read(payload, response);
            assertEquals(404, status.get());
            assertEquals("[Date: now, Content-Type: text/plain, X-Empty: , Set-Cookie: a=é, Set-Cookie: b=2]",
                    fields.stream().toList().toString());
            assertEquals("body", StandardCharsets.US_ASCII.decode(payload).toString());
            fields.clear().add("Date", "the server's");
        }
    }

    @Test
    void aLongHeadIsReadToo() throws IOException {
        new ResponseHead().read(payload("200\0X-Long\0" + "a".repeat(100_000), ""), response);
        assertEquals("a".repeat(100_000), fields.get("X-Long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "2 0 OK", "abc", "\0\0\0"})
    void aHeadWithoutAStatusIsRefused(String head) {
        assertThrows(IOException.class, () -> new ResponseHead().read(payload(head, "x"), response));
    }

    @Test
    void bytesThatAreNoHeadDoNoHarm() {
        Random random = new Random(1);
        ResponseHead head = new ResponseHead();
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            ByteBuffer payload = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (bytes.length > 8 && random.nextBoolean()) {
                payload.putInt(0, random.nextInt(bytes.length)).put(4, (byte) '2').put(5, (byte) '0').put(6, (byte) '0');
            }
            try {
                head.read(payload, response);
                assertTrue(payload.position() >= Integer.BYTES + 3);
            } catch (IOException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("a response"), e.toString());
            } finally {
                fields.clear();
            }
        }
    }
}
