package dev.reserve.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers byte by byte; [HaproxyIT] has them from a real proxy.
class ProxyProtocolIT {

    static final AppJar TELLING = AppJar.answering("app", "").launch("""
            return (socket, client, server) -> {
                BufferedReader in = lines(socket);
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    say(socket, client + " " + line);
                }
            };""");
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "unix=" + directory.resolve("app.sock"), "-b",
                "stranger=127.0.0.1:0", "-b", "impatient=127.0.0.1:0"));
        server.configure("reserve.listener-web.cfg", "proxy.protocol=on", "proxy.timeout.seconds=600");
        server.configure("reserve.listener-unix.cfg", "proxy.protocol=on", "proxy.timeout.seconds=600");
        server.configure("reserve.listener-stranger.cfg", "proxy.protocol=on", "proxy.trusted=10.0.0.0/8, unix");
        server.configure("reserve.listener-impatient.cfg", "proxy.protocol=on", "proxy.timeout.seconds=0.5");
        List<String> listeners = List.of("web", "unix", "stranger", "impatient");
        for (String listener : listeners) {
            server.configure("reserve.binding-" + listener + ".cfg", "listener=" + listener, "app=app");
            server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", listener).isPresent());
        }
        TELLING.dropInto(server.deploy(), "app.jar");
        for (String listener : listeners) {
            server.awaitThat(listener + " serves", () -> !server.version(listener).isEmpty());
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// A header, and the client that the app is told of; empty for the peer itself.
    static Stream<Arguments> good() {
        byte[] inet = HexFormat.of().parseHex(SIGNATURE + "2111000c" + "cb007107" + "7f000001" + "1267" + "0050");
        byte[] inet6 = HexFormat.of()
                .parseHex(SIGNATURE + "21210024" + "20010db8000000000000000000000001" + "00000000000000000000000000000001"
                        + "1267" + "0050");
        byte[] withExtension = HexFormat.of()
                .parseHex(SIGNATURE + "21110012" + "cb007107" + "7f000001" + "1267" + "0050" + "040003" + "000000");
        return Stream.of(arguments("v1 TCP4", ascii("PROXY TCP4 203.0.113.7 127.0.0.1 4711 80\r\n"), "/203.0.113.7:4711"),
                arguments("v1 TCP6", ascii("PROXY TCP6 2001:db8::1 ::1 4711 80\r\n"), "/[2001:db8:0:0:0:0:0:1]:4711"),
                arguments("v1 UNKNOWN", ascii("PROXY UNKNOWN\r\n"), ""), arguments("v2 TCP4", inet, "/203.0.113.7:4711"),
                arguments("v2 TCP6", inet6, "/[2001:db8:0:0:0:0:0:1]:4711"), arguments("v2 with a TLV", withExtension, "/203.0.113.7:4711"),
                arguments("v2 LOCAL", HexFormat.of().parseHex(SIGNATURE + "20000000"), ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void theAppIsToldOfTheClientBehindTheProxy(String what, byte[] header, String client) throws Exception {
        for (String listener : List.of("web", "unix")) {
            try (SocketChannel socket = SocketChannel.open(server.address(listener))) {
                SocketAddress self = socket.getLocalAddress();
                String expected = client.isEmpty() && self instanceof UnixDomainSocketAddress
                        ? ""
                        : client.isEmpty() ? self.toString() : client;
                socket.write(ByteBuffer.wrap(joined(header, ascii("hello\n")))); // what comes with the header is the app's
                assertEquals(expected + " hello", line(socket));
                socket.write(ByteBuffer.wrap(ascii("again\n")));
                assertEquals(expected + " again", line(socket));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void aHeaderMayComeByteByByte(String what, byte[] header, String client) throws Exception {
        try (SocketChannel socket = SocketChannel.open(server.address("web"))) {
            String expected = client.isEmpty() ? socket.getLocalAddress().toString() : client;
            for (byte each : joined(header, ascii("hello\n"))) {
                socket.write(ByteBuffer.wrap(new byte[]{each}));
            }
            assertEquals(expected + " hello", line(socket));
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(arguments("no header", ascii("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), arguments("nothing at all", new byte[0]),
                arguments("v1 without an end", ascii("PROXY TCP4 203.0.113.7 " + "1".repeat(200))),
                arguments("v1 with a bad address", ascii("PROXY TCP4 203.0.113.777 127.0.0.1 4711 80\r\n")),
                arguments("v1 with a bad port", ascii("PROXY TCP4 203.0.113.7 127.0.0.1 70000 80\r\n")),
                arguments("v1 cut off", ascii("PROXY TCP4 203.")), arguments("v1 of another family", ascii("PROXY TCP4 ::1 ::1 1 2\r\n")),
                arguments("v2 of version 3", HexFormat.of().parseHex(SIGNATURE + "3111000c" + "cb007107" + "7f000001" + "1267" + "0050")),
                arguments("v2 too short", HexFormat.of().parseHex(SIGNATURE + "21110004" + "cb007107")),
                arguments("v2 cut off", HexFormat.of().parseHex(SIGNATURE + "2111000c" + "cb00")),
                arguments("v2 with a bad signature", HexFormat.of().parseHex("0d0a0d0a000d0a515549540b" + "20000000")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aConnectionWithoutAGoodHeaderIsClosedAndCounted(String what, byte[] bytes) throws Exception {
        for (String listener : List.of("web", "unix")) {
            long before = refused(listener);
            try (SocketChannel socket = SocketChannel.open(server.address(listener))) {
                socket.write(ByteBuffer.wrap(bytes));
                socket.shutdownOutput();
                assertEquals("", line(socket));
            }
            server.awaitThat("it is counted", () -> refused(listener) == before + 1);
            assertGoesOn(listener);
        }
        server.awaitLog("a connection was closed without being served");
    }

    @Test
    void aHeaderThatDoesNotComeInTimeEndsTheConnection() throws Exception {
        long before = refused("impatient");
        try (SocketChannel socket = SocketChannel.open(server.address("impatient"));
                SocketChannel half = SocketChannel.open(server.address("impatient"))) {
            half.write(ByteBuffer.wrap(ascii("PROXY TCP4 203.0.113.7 ")));
            assertEquals("", line(socket));
            assertEquals("", line(half));
        }
        server.awaitThat("they are counted", () -> refused("impatient") == before + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY TCP4 203.0.113.7 127.0.0.1 4711 80\r\nhello\n", "hello\n"})
    void whoIsNotTrustedIsClosedAndCountedWhateverItSays(String said) throws Exception {
        long before = refused("stranger");
        try (SocketChannel socket = SocketChannel.open(server.address("stranger"))) {
            socket.write(ByteBuffer.wrap(ascii(said)));
            assertEquals("", line(socket));
        }
        server.awaitThat("it is counted", () -> refused("stranger") == before + 1);
        assertTrue(server.isAlive());
    }

    private static void assertGoesOn(String listener) throws IOException {
        try (SocketChannel socket = SocketChannel.open(server.address(listener))) {
            socket.write(ByteBuffer.wrap(ascii("PROXY TCP4 203.0.113.7 127.0.0.1 4711 80\r\nhello\n")));
            assertEquals("/203.0.113.7:4711 hello", line(socket));
        }
    }

    private static long refused(String listener) {
        return server.find("listeners", "name", listener).orElseThrow().get("refused").getAsLong();
    }

    /// A line, or what came before the end.
    private static String line(SocketChannel socket) {
        StringBuilder line = new StringBuilder();
        try {
            var in = Channels.newInputStream(socket);
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                line.append((char) b);
            }
        } catch (IOException e) { // reset: not all that was sent had been read
            assertTrue(String.valueOf(e.getMessage()).contains("reset"), e.toString());
        }
        return line.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] joined(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }
}
