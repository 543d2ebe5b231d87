package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingTest {
    @TempDir
    Path directory;

    @Test
    void anAddressInUseIsAnErrorThatNamesIt() throws Exception {
        try (ServerSocketChannel first = bind("127.0.0.1:0")) {
            String address = "127.0.0.1:" + ((InetSocketAddress) first.getLocalAddress()).getPort();

            for (BindException refusal : new BindException[]{assertThrows(BindException.class, () -> bind(address)),
                assertThrows(BindException.class, () -> open(address))}) {
                assertEquals("cannot listen on " + address + ": bind: Address already in use (EADDRINUSE)", refusal.getMessage());
                assertTrue(refusal.inUse());
            }
        }
    }

    @Test
    void aPortIsFreeAgainAtOnce() throws Exception {
        String address;
        try (ServerSocketChannel first = bind("127.0.0.1:0")) {
            address = "127.0.0.1:" + ((InetSocketAddress) first.getLocalAddress()).getPort();
            SocketChannel client = SocketChannel.open(first.getLocalAddress());
            first.accept().close(); // the server's side goes first and stays in TIME_WAIT
            client.close();
        }
        open(address).close();
        bind(address).close();
    }

    @Test
    void anUnknownHostIsAnErrorThatNamesIt() {
        BindException refusal = assertThrows(BindException.class, () -> bind("host.invalid:80"));

        assertEquals("cannot listen on host.invalid:80: the host is unknown", refusal.getMessage());
    }

    @Test
    void aSocketFileThatNobodyAnswersOnIsReplaced() throws Exception {
        Path path = directory.resolve("stale.sock");
        bind(path.toString()).close();
        assertTrue(Files.exists(path));

        try (ServerSocketChannel channel = bind(path.toString()); SocketChannel client = SocketChannel.open(channel.getLocalAddress())) {
            assertTrue(client.isConnected());
        }
        try (ListeningDescriptor descriptor = open(path.toString())) {
            assertTrue(FdSocket.inspect(descriptor.fd()).listening());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aSocketFileThatSomebodyAnswersOnStays() throws Exception {
        Path path = directory.resolve("live.sock");
        try (ServerSocketChannel channel = bind(path.toString())) {
            BindException refusal = assertThrows(BindException.class, () -> open(path.toString()));

            assertEquals("cannot listen on " + path + ": bind: Address already in use (EADDRINUSE)", refusal.getMessage());
            assertTrue(refusal.inUse());
            SocketChannel.open(channel.getLocalAddress()).close();
        }
    }

    @Test
    void aSocketFileWhoseBacklogIsFullStays() throws Exception {
        Path path = directory.resolve("full.sock");
        try (ServerSocketChannel channel = ListenAddress.parse("-b", path.toString()).bind(1);
                SocketChannel first = SocketChannel.open(channel.getLocalAddress());
                SocketChannel second = SocketChannel.open(channel.getLocalAddress())) {
            assertTrue(first.isConnected() && second.isConnected());

            assertTrue(assertThrows(BindException.class, () -> open(path.toString())).inUse());
        }
    }

    @Test
    void aFileThatIsNoSocketStays() throws Exception {
        Path path = Files.writeString(directory.resolve("precious"), "text");
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);

        for (Path file : new Path[]{path, link, directory}) {
            assertEquals("cannot listen on " + file + ": a file is there that is not a socket; it stays as it is",
                    assertThrows(BindException.class, () -> bind(file.toString())).getMessage());
        }
        assertEquals("text", Files.readString(link));
    }

    @Test
    void aMissingDirectoryIsAnErrorThatNamesIt() {
        Path path = directory.resolve("missing/x.sock");

        assertEquals("cannot listen on " + path + ": the directory " + path.getParent() + " does not exist",
                assertThrows(BindException.class, () -> bind(path.toString())).getMessage());
    }

    @Test
    void aSocketFileIsRemovedByItsOwnerOnly() throws Exception {
        Path path = directory.resolve("own.sock");
        ListeningDescriptor first = open(path.toString());
        Files.delete(path);
        Files.writeString(path, "somebody else's");

        first.close();

        assertEquals("somebody else's", Files.readString(path));
    }

    @Test
    void aSystemCallSaysWhyItFailed() {
        SystemCallException refusal = assertThrows(SystemCallException.class, () -> Libc.listen(60_000, 1));

        assertEquals("listen: Bad file descriptor (EBADF)", refusal.getMessage());
        assertEquals("listen", refusal.call());
        assertEquals("EBADF", refusal.symbol());
    }

    private static ServerSocketChannel bind(String address) throws IOException {
        return ListenAddress.parse("-b", address).bind(16);
    }

    private static ListeningDescriptor open(String address) throws IOException {
        return ListenAddress.parse("-b", address).open(16, notice -> {});
    }
}
