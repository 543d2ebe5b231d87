package dev.reserve.example.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.ReserveTest;
import dev.reserve.testkit.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ReserveTest(app = Socks.class, args = {"--allow", "127.0.0.1", "--allow", "localhost", "--allow", "[::1]", "--allow", "a..b"})
class SocksTest {

    /// No authentication wanted, and agreed to.
    private static final String GREETING = "\5\1\0";
    private static final String GREETED = "\5\0";
    private static final String CONNECT = "\5\1\0";
    private static final String LOCALHOST = "\1\u007f\0\0\1";
    private static final String ACCEPTED = "\5\0\0\1\u007f\0\0\1";

    /// Says hello, reads up to the end of what it gets, and sends it back.
    private static ServerSocketChannel destination;

    @BeforeAll
    static void listen() throws IOException {
        destination = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                try (SocketChannel client = destination.accept()) {
                    client.write(ByteBuffer.wrap("hello ".getBytes(ISO_8859_1)));
                    byte[] all = client.socket().getInputStream().readAllBytes();
                    client.write(ByteBuffer.wrap(all));
                } catch (IOException e) {
                    if (!destination.isOpen()) {
                        return;
                    }
                }
            }
        });
    }

    @AfterAll
    static void close() throws IOException {
        destination.close();
    }

    @Test
    void theEndOfOneDirectionIsPassedOnAndTheOtherGoesOn(AppServer server) throws IOException {
        try (Socket socket = connected(server, destination)) {
            assertEquals("hello ", new String(socket.getInputStream().readNBytes(6), ISO_8859_1));
            String much = "x".repeat(1_000_000);
            socket.getOutputStream().write(much.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            assertEquals(much, new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
        server.assertNothingLost();
    }

    @Test
    void aClientNeedNotWaitForAnAnswer(AppServer server, Client client) {
        String answer = send(client, GREETING + CONNECT + LOCALHOST + port(destination) + "early").finish().rest();
        assertTrue(answer.startsWith(GREETED + ACCEPTED), answer);
        assertTrue(answer.endsWith("hello early"), answer);
        server.assertNothingLost();
    }

    @Test
    void aNameIsLookedUpByTheProxy(AppServer server, Client client) {
        String answer = send(client, GREETING + CONNECT + "\3\11LOCALHOST" + port(destination)).finish().rest();
        assertTrue(answer.startsWith(GREETED + ACCEPTED), answer);
        assertTrue(answer.endsWith("hello "), answer);
        server.assertNothingLost();
    }

    @Test
    void aDestinationThatGoesEndsTheConnectionAndAClientThatGoesEndsThatOfTheDestination(AppServer server) throws IOException {
        try (ServerSocketChannel listening = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            Socket going = connected(server, listening);
            try (SocketChannel accepted = listening.accept()) {
                going.close();
                assertEquals(-1, accepted.read(ByteBuffer.allocate(10)));
            }
            try (Socket staying = connected(server, listening)) {
                listening.accept().close();
                assertEquals(-1, staying.getInputStream().read());
            }
        }
        server.assertNothingLost();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            another destination,        01, 01 7f000002 0050,                             02
            another name,               01, 03 0b 6578616d706c652e6f7267 0050,            02
            the address as a name,      01, 03 09 3132372e302e302e32 0050,                02
            nobody listens,             01, 01 7f000001 0000,                             05
            a name that is none,        01, 03 04 612e2e62 0050,                          04
            another IPv6 address,       01, 04 20010db8000000000000000000000001 0050,     02
            BIND,                       02, 01 7f000001 0050,                             07
            UDP ASSOCIATE,              03, 01 7f000001 0050,                             07
            an unknown type of address, 01, 02,                                           08
            """)
    void whatIsNotDoneIsRefusedWithItsReason(String what, String command, String address, String code, AppServer server) {
        Client client = send(server.connect(), GREETING).expect(GREETED);
        client.send(hex("05" + command + "00" + address)).expect(hex("05" + code + "0001 00000000 0000")).closed();
        server.assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\4", "G", "\5\0", "\5\1\2"})
    void aGreetingOfAnotherProtocolOrWithoutAMethodEndsTheConnection(String greeting, AppServer server) {
        send(server.connect(), greeting).expect(bytes(greeting.length() == 1 ? "" : "\5\u00ff")).closed();
        server.assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\5", "\5\2\0"})
    void aClientMayGoInTheMiddleOfAGreeting(String greeting, AppServer server) {
        send(server.connect(), greeting).finish().closed();
        server.assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\5", "\5\1\0", "\5\1\0\1\u007f", "\5\1\0\3\7abc", "\5\1\0\4\0\0"})
    void aClientMayGoInTheMiddleOfARequest(String request, AppServer server) {
        send(server.connect(), GREETING + request).expect(GREETED).finish().closed();
        server.assertNothingLost();
    }

    @Test
    void anAsteriskDoesNotLeadIntoTheNetworkOfTheProxy(AppServer server) throws Exception {
        server.swap(new Socks(), "--allow", "*");
        for (String local : new String[]{"7f000001", "00000000", "0a000001", "c0a80001", "ac100001", "a9fea9fe", "64400001", "e0000001"}) {
            Client client = send(server.connect(), GREETING).expect(GREETED);
            client.send(hex("05010001" + local + "0050")).expect(hex("05020001 00000000 0000")).closed();
        }
        for (String local : new String[]{"0000000000000000 0000000000000001", "fe80000000000000 0000000000000001",
            "fd00000000000000 0000000000000001", "0000000000000000 0000ffff7f000001"}) {
            Client client = send(server.connect(), GREETING).expect(GREETED);
            client.send(hex("05010004" + local + "0050")).expect(hex("05020001 00000000 0000")).closed();
        }
        send(server.connect(), GREETING + CONNECT + "\3\11localhost" + port(destination)).expect(GREETED)
                .expect(hex("05020001 00000000 0000")).closed();
        server.assertNothingLost();
    }

    @Test
    void whoIsInTheFileOfUsersMayUseIt(AppServer server, @TempDir Path directory) throws Exception {
        Path users = Files.writeString(directory.resolve("users"), "# people\nann:se:cret\n\nbob:x\n");
        server.swap(new Socks(), "--allow", "127.0.0.1", "--users", users.toString());
        Client ann = send(server.connect(), "\5\2\0\2").expect("\5\2");
        send(ann, "\1\3ann\7se:cret").expect("\1\0");
        send(ann, CONNECT + LOCALHOST + port(destination)).expect(ACCEPTED).close();

        send(server.connect(), GREETING).expect(bytes("\5\u00ff")).closed();
        for (String wrong : new String[]{"\1\3ann\1x", "\1\3eve\1x", "\1\3ann\0", "\1\0\0", "\1\3eve\0"}) {
            send(send(server.connect(), "\5\1\2").expect("\5\2"), wrong).expect("\1\1").closed();
        }
        send(server.connect(), "\5\1\2\2").expect("\5\2").finish().closed();
        server.assertNothingLost();
    }

    @Test
    @ReserveTest(app = Socks.class, args = {"--allow", "127.0.0.1", "--timeout", "1"}, transport = Transport.UNIX)
    void aQuietConnectionIsClosedAfterAWhile(AppServer server, Client quiet, Client half) {
        send(half, GREETING).expect(GREETED);
        assertTrue(send(quiet, GREETING + CONNECT + LOCALHOST + port(destination)).rest().endsWith("hello "));
        half.closed();
        server.assertNothingLost();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--allow", "--allow a:0", "--allow a:70000", "--allow a:http", "--allow http://a", "--allow ::1",
        "--allow [::x]",
        "--allow a*", "--allow a --timeout 0", "--allow a --open yes", "a"})
    void otherArgumentsAreRefused(String args, AppServer server) {
        assertThrows(IllegalArgumentException.class, () -> server.swap(new Socks(), args.isEmpty() ? new String[0] : args.split(" ")));
    }

    @Test
    void aFileOfUsersThatIsNoneIsRefusedWithoutShowingIt(AppServer server, @TempDir Path directory) throws Exception {
        Path users = directory.resolve("users");
        assertThrows(NoSuchFileException.class, () -> server.swap(new Socks(), "--allow", "a", "--users", users.toString()));
        Files.writeString(users, "# nobody\n");
        assertThrows(IllegalArgumentException.class, () -> server.swap(new Socks(), "--allow", "a", "--users", users.toString()));
        Files.writeString(users, "ann:x\nsecret\n");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> server.swap(new Socks(), "--allow", "a", "--users", users.toString())).getMessage());
        assertTrue(message.endsWith("users, line 2: expected NAME:PASSWORD"), message);
    }

    /// Through the platform's own client.
    private static Socket connected(AppServer server, ServerSocketChannel to) throws IOException {
        Socket socket = new Socket(new java.net.Proxy(java.net.Proxy.Type.SOCKS, server.address()));
        socket.connect(to.getLocalAddress());
        return socket;
    }

    /// Its two bytes.
    private static String port(ServerSocketChannel of) {
        int port = of.socket().getLocalPort();
        return new String(new char[]{(char) (port >> 8), (char) (port & 0xff)});
    }

    private static Client send(Client client, String bytes) {
        return client.send(bytes(bytes));
    }

    private static byte[] bytes(String characters) {
        return characters.getBytes(ISO_8859_1);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}
