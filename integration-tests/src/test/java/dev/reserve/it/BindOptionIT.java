package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `reserve` without a launcher: its own sockets, directories and arguments.
class BindOptionIT {

    @TempDir
    private Path directory;

    @Test
    void itOpensSocketsItselfAndTakesTheUnixSocketAwayInTheEnd() throws IOException {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(socket)); // leaves a file that nobody answers on
        }
        try (ServerProcess server = ServerProcess.started(directory, "-b", "tcp=127.0.0.1:0", "-b", "unix=" + socket, "echo", "hi")) {
            for (String listener : List.of("tcp", "unix")) {
                try (Client client = server.connect(listener)) {
                    assertEquals(Optional.of("hi"), client.receive());
                }
            }
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
            assertFalse(Files.exists(socket));
        }
    }

    @Test
    void aUnixSocketThatAnotherServerAnswersOnStays() throws IOException {
        Path socket = directory.resolve("s");
        Path second = Files.createDirectory(directory.resolve("second"));
        try (ServerProcess server = ServerProcess.started(directory, "-b", "unix=" + socket, "echo", "first")) {
            Invocation.Ended ended = Invocation.of(ServerProcess.reserveCommand(second, "-b", socket.toString(), "echo")).run();
            assertEquals(69, ended.exit(), ended.err());
            assertTrue(ended.err().contains("reserve: cannot listen on " + socket), ended.err());
            try (Client client = server.connect("unix")) {
                assertEquals(Optional.of("first"), client.receive());
            }
        }
    }

    @Test
    void anAddressInUseIsSaidAndWhatWasOpenedBeforeIsTakenBack() throws IOException {
        Path socket = directory.resolve("s");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String address = "127.0.0.1:" + taken.getLocalPort();
            Invocation.Ended ended = Invocation.of(ServerProcess.reserveCommand(directory, "-b", socket.toString(), "-b", address, "echo"))
                    .run();
            assertEquals(69, ended.exit(), ended.err());
            assertTrue(ended.err().contains("reserve: cannot listen on " + address), ended.err());
            assertFalse(Files.exists(socket));
        }
    }

    /// Port 8080 may be taken on the machine that runs this; then the server says that it wanted it.
    @Test
    void withNoSocketAtAllItListensOnPort8080OfThisMachineAndSaysSo() throws IOException {
        try (Running server = Invocation.of(ServerProcess.reserveCommand(directory, "echo")).start()) {
            server.awaitThat("it serves, or ends for want of the port",
                    () -> server.out().contains("INFO  reserve serving")
                            || server.err().contains("reserve: cannot listen on 127.0.0.1:8080: "));
            assertTrue(server.out().contains("no inherited socket and no -b: listening on 127.0.0.1:8080"), server.out());
            if (server.err().contains("cannot listen")) {
                assertEquals(69, server.awaitEnd().exit());
            } else {
                assertTrue(server.out().contains("listener default: 127.0.0.1:8080"), server.out());
            }
        }
    }

    @Test
    void theWordAppMayComeFirstAndWhatFollowsTheAppIsItsOwn() throws IOException {
        try (ServerProcess server = ServerProcess.started(directory, "-b", "a=127.0.0.1:0", "app", "echo", "--data", "-b", "two words",
                "--", "'")) {
            try (Client client = server.connect("a")) {
                assertEquals(Optional.of("--data -b two words -- '"), client.receive());
            }
            assertEquals("[\"--data\",\"-b\",\"two words\",\"--\",\"'\"]",
                    server.find("listeners", "name", "a").orElseThrow().getAsJsonArray("args").toString());
        }
    }

    @Test
    void theDataDirectoryComesFromTheEnvironmentIfNoOptionSaysOtherwise() throws IOException {
        Path data = directory.resolve("elsewhere");
        Invocation invocation = Invocation.of(Distribution.bin("reserve"), "-b", "127.0.0.1:0", "--deploy",
                directory.resolve("deploy").toString(), "echo");
        try (Running server = invocation.with("RESERVE_DATA", data.toString()).start()) {
            server.awaitThat("it serves", () -> server.out().contains("reserve serving"));
            assertTrue(Files.exists(data.resolve("admin/admin.sock")));
            assertEquals(0, Invocation.of(Distribution.bin("reservectl"), "status").with("RESERVE_DATA", data.toString()).run().exit());
        }
    }

    @Test
    void oneServerAtATimeUsesADataDirectory() throws IOException {
        try (ServerProcess server = ServerProcess.started(directory, "-b", "web=127.0.0.1:0", "echo")) {
            Invocation.Ended ended = Invocation.of(ServerProcess.reserveCommand(directory, "-b", "127.0.0.1:0", "echo")).run();
            assertEquals(75, ended.exit(), ended.err());
            assertTrue(ended.err().contains("another server uses " + server.data() + ": process " + server.pid()), ended.err());
            try (Client client = server.connect("web")) {
                assertEquals("still here", client.exchange("still here"));
            }
        }
    }

    @Test
    void aDataDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        assertTrue(data.toFile().setWritable(false));
        List<String> command = ServerProcess.reserveCommand(directory, "-b", "127.0.0.1:0", "echo");
        Invocation.Ended ended = Invocation.of(Peer.unprivileged(), command).run();
        assertEquals(73, ended.exit(), ended.err());
        assertTrue(ended.err().contains("reserve: cannot write in the data directory " + data), ended.err());
    }

    @Test
    void aFileInPlaceOfADirectoryIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (String option : List.of("--data", "--deploy")) {
            Invocation.Ended ended = Invocation
                    .of(ServerProcess.reserveCommand(directory, option, file.toString(), "-b", "127.0.0.1:0", "echo")).run();
            assertEquals(73, ended.exit(), ended.err());
            assertTrue(ended.err().contains("reserve: " + file + " is not a directory"), ended.err());
        }
    }
}
