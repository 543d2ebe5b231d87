package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The addresses that `sdlaunch` listens on, and what it does where it cannot.
class SdlaunchAddressIT {

    @Test
    void everyAddressMeansIpv6AndIpv4() throws IOException {
        try (Running running = listening("[::]:0")) {
            int port = running.awaitBecoming("sleep").port(3);
            assertConnects("::1", port);
            assertConnects("127.0.0.1", port);
        }
    }

    @Test
    void oneIpv6AddressAndOneIpv4AddressAndAHostName() throws IOException {
        try (Running running = listening("[::1]:0", "127.0.0.1:0", "localhost:0")) {
            ProcessView sleep = running.awaitBecoming("sleep");
            assertConnects("::1", sleep.port(3));
            assertConnects("127.0.0.1", sleep.port(4));
            assertConnects("localhost", sleep.port(5));
        }
    }

    @Test
    void aPathIsAUnixSocketAndSoIsOneBelowTheWorkingDirectory(@TempDir Path directory) throws IOException {
        Invocation invocation = Invocation.sdlaunch("-b", directory.resolve("one.sock").toString(), "-b", "two=./two.sock", "sleep", "600")
                .in(directory);
        try (Running running = invocation.start()) {
            running.awaitBecoming("sleep");
            assertConnects(directory.resolve("one.sock"));
            assertConnects(directory.resolve("two.sock"));
        }
        assertTrue(Files.exists(directory.resolve("one.sock")), "the file stays: it is the command's now");
    }

    @Test
    void aUnixSocketThatNobodyAnswersOnIsReplaced(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(path));
        }
        try (Running running = listening(path.toString())) {
            running.awaitBecoming("sleep");
            assertConnects(path);
        }
    }

    @Test
    void aUnixSocketThatSomebodyAnswersOnStays(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("s");
        try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            live.bind(UnixDomainSocketAddress.of(path));
            assertRefused(69, "cannot listen on " + path, "-b", path.toString(), "true");
            assertConnects(path);
        }
    }

    @Test
    void aFileThatIsNotASocketStays(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertRefused(69, "not a socket", "-b", file.toString(), "true");
        assertRefused(69, "not a socket", "-b", link.toString(), "true");
        assertEquals("text", Files.readString(file));
        assertTrue(Files.isSymbolicLink(link));
    }

    @Test
    void anAddressInUseIsSaidAndTheCommandDoesNotRun(@TempDir Path directory) throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "127.0.0.1:" + taken.getLocalPort();
            Invocation.Ended ended = assertRefused(69, "cannot listen on " + address, "-b", address, "touch",
                    directory.resolve("ran").toString());
            assertTrue(ended.err().contains("in use"), ended.err());
            assertFalse(Files.exists(directory.resolve("ran")));
        }
    }

    @Test
    void whatWasOpenedBeforeALaterFailureIsTakenBack(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("s");
        Path pidFile = directory.resolve("pid");
        assertRefused(69, directory + "/none/t", "-p", pidFile.toString(), "-b", socket.toString(), "-b", directory + "/none/t", "true");
        try (var files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aCommandThatCannotRunLeavesNothingBehind(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("s");
        Path broken = Files.writeString(directory.resolve("broken"), "#!" + directory + "/no-interpreter\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwxr-xr-x"));
        Invocation.Ended ended = Invocation.sdlaunch("-b", socket.toString(), broken.toString()).run();
        assertEquals(71, ended.exit(), ended.err());
        assertTrue(ended.err().contains("sdlaunch: " + broken), ended.err());
        assertFalse(Files.exists(socket));
    }

    @Test
    void aCommandThatDoesNotExistIsSaidBeforeAnythingIsOpened(@TempDir Path directory) throws IOException {
        assertRefused(69, "no-such-command: command not found", "-b", directory.resolve("s").toString(), "no-such-command");
        assertRefused(69, directory + "/none", "-b", directory.resolve("s").toString(), directory + "/none");
        assertRefused(77, directory.toString(), "-b", directory.resolve("s").toString(), directory.toString());
        assertFalse(Files.exists(directory.resolve("s")));
    }

    @Test
    void aPortThatNeedsMoreRightsIsSaid() throws IOException {
        Assumptions.assumeTrue(ProcessView.setting("net/ipv4/ip_unprivileged_port_start") > 1,
                "skipped: on this machine, everybody may listen on low ports");
        Invocation.Ended ended = Invocation.of(Peer.unprivileged(), List.of(Distribution.bin("sdlaunch"), "-b", "127.0.0.1:1", "true"))
                .run();
        assertEquals(77, ended.exit(), ended.err());
        assertTrue(ended.err().contains("cannot listen on 127.0.0.1:1: "), ended.err());
    }

    private static Running listening(String... addresses) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String address : addresses) {
            Collections.addAll(arguments, "-b", address);
        }
        Collections.addAll(arguments, "--", "sleep", "600");
        return Invocation.sdlaunch(arguments.toArray(String[]::new)).start();
    }

    private static Invocation.Ended assertRefused(int exit, String message, String... arguments) throws IOException {
        Invocation.Ended ended = Invocation.sdlaunch(arguments).run();
        assertEquals(exit, ended.exit(), ended.err());
        assertTrue(ended.err().startsWith("sdlaunch: ") && ended.err().contains(message), ended.err());
        assertEquals("", ended.out());
        return ended;
    }

    private static void assertConnects(String host, int port) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            assertTrue(socket.isConnected());
        }
    }

    private static void assertConnects(Path path) throws IOException {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertTrue(socket.isConnected());
        }
    }
}
