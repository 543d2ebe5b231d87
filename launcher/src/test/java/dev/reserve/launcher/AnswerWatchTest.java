package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AnswerWatchTest {
    private static final Duration SILENCE = Duration.ofMillis(20);
    private static final byte[] REQUEST = "status\n".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path data;

    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        Files.createDirectory(data.resolve("admin"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(data.resolve("admin/admin.sock")));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void aServerAtAStandstillIsNotWaitedForForever() {
        Exit end = assertThrows(Exit.class,
                () -> Reservectl.ask(new AdminConnection(data), REQUEST, OutputStream.nullOutputStream(), SILENCE));
        assertEquals(75, end.code());
        assertTrue(String.valueOf(end.getMessage()).contains("admin.sock does not answer"), end.getMessage());
    }

    @Test
    void aCommandThatTakesLongIsWaitedFor() throws Exception {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel asked = server.accept()) {
                try (SocketChannel probe = server.accept()) {
                    answer(probe, "\0" + "64 no command given\n");
                }
                answer(asked, "done\n\0" + "0\n");
            } catch (IOException _) { // the test has ended
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(0, Reservectl.ask(new AdminConnection(data), REQUEST, out, Duration.ofSeconds(2)).code());
        assertEquals("done\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anOutputThatTakesNoMoreIsNamed() throws Exception {
        assertEquals("cannot write to standard output: No space left on device", lost("No space left on device"));
        assertEquals("", lost("Broken pipe"), "whoever read it has seen enough");
    }

    /// What is asked for does not matter.
    private static void answer(SocketChannel client, String text) throws IOException {
        client.write(StandardCharsets.UTF_8.encode(text));
        client.shutdownOutput();
        ByteBuffer ignored = ByteBuffer.allocate(64);
        while (client.read(ignored.clear()) >= 0) {
            // up to its end
        }
    }

    private String lost(String why) throws Exception {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel asked = server.accept()) {
                answer(asked, "done\n\0" + "0\n");
            } catch (IOException _) { // the test has ended
            }
        });
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
        Exit end = assertThrows(Exit.class,
                () -> Reservectl.ask(new AdminConnection(data), REQUEST, full, Duration.ofSeconds(30)));
        assertEquals(74, end.code());
        return String.valueOf(end.getMessage());
    }
}
