package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FdSocketTest {
    private static final String EXPECTED = "; expected a listening stream socket (TCP over IPv4 or IPv6, or Unix)";
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", "[::]:0"})
    void anInheritedTcpSocketServesConnections(String address) throws Exception {
        ListeningDescriptor descriptor = open(address);

        try (ServerSocketChannel channel = FdSocket.inspect(descriptor.fd()).adopt()) {
            assertServes(channel, channel.getLocalAddress());
        }
    }

    @Test
    void theIpv6WildcardServesIpv4Too() throws Exception {
        try (ServerSocketChannel channel = FdSocket.inspect(open("[::]:0").fd()).adopt()) {
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();

            assertServes(channel, new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port));
            assertServes(channel, new InetSocketAddress(Inet6Address.ofLiteral("::1"), port));
        }
    }

    @Test
    void anInheritedUnixSocketServesConnectionsAndItsFileStays() throws Exception {
        Path path = directory.resolve("x.sock");

        try (ServerSocketChannel channel = FdSocket.inspect(open(path.toString()).fd()).adopt()) {
            assertEquals(UnixDomainSocketAddress.of(path), channel.getLocalAddress());
            assertServes(channel, channel.getLocalAddress());
        }
        assertTrue(Files.exists(path));
    }

    @Test
    void adoptingClosesItInChildProcesses() throws Exception {
        int fd = open("127.0.0.1:0").fd();
        int inherited = withoutCloseOnExec(fd);

        try (ServerSocketChannel channel = FdSocket.inspect(inherited).adopt()) {
            assertTrue(channel.isOpen());
            assertTrue(Libc.closesOnExec(inherited));
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    void inspectionSaysWhatItIs() throws Exception {
        try (ListeningDescriptor four = open("127.0.0.1:0");
                ListeningDescriptor six = open("[::1]:0");
                ListeningDescriptor unix = open(directory.resolve("y.sock").toString())) {
            assertEquals(new FdSocket(four.fd(), Libc.AF_INET, FdSocket.Type.STREAM, 6, true), FdSocket.inspect(four.fd()));
            assertEquals(Optional.of(StandardProtocolFamily.INET), FdSocket.inspect(four.fd()).family());
            assertEquals(Optional.of(StandardProtocolFamily.INET6), FdSocket.inspect(six.fd()).family());
            assertEquals(Optional.of(StandardProtocolFamily.UNIX), FdSocket.inspect(unix.fd()).family());
            assertEquals("a TCP socket over IPv6 that listens", FdSocket.inspect(six.fd()).describe());
        }
    }

    @Test
    void aUdpSocketIsRefused() throws Exception {
        assertRefused(Libc.socket(Libc.AF_INET, SOCK_DGRAM), "a UDP socket over IPv4");
    }

    @Test
    void aSocketThatDoesNotListenIsRefused() throws Exception {
        assertRefused(Libc.socket(Libc.AF_INET6, Libc.SOCK_STREAM), "a TCP socket over IPv6 that does not listen");
    }

    @Test
    void aUnixSocketOfAnotherTypeIsRefused() throws Exception {
        assertRefused(Libc.socket(Libc.AF_UNIX, SOCK_DGRAM), "a datagram socket of the Unix family");
        assertRefused(Libc.socket(Libc.AF_UNIX, SOCK_SEQPACKET), "a seqpacket socket of the Unix family that does not listen");
    }

    @Test
    void anythingElseIsRefusedByInspection() throws Exception {
        UnfitDescriptorException notASocket = assertThrows(UnfitDescriptorException.class, () -> FdSocket.inspect(epoll()));
        UnfitDescriptorException notOpen = assertThrows(UnfitDescriptorException.class, () -> FdSocket.inspect(60_000));

        assertTrue(String.valueOf(notASocket.getMessage()).contains("is not a socket (anon_inode:[eventpoll]); expected"),
                notASocket.getMessage());
        assertEquals("fd 60000 is not open" + EXPECTED, notOpen.getMessage());
        assertEquals(60_000, notOpen.fd());
    }

    private static int epoll() throws SystemCallException {
        return Libc.call("epoll_create", 1);
    }

    private static int withoutCloseOnExec(int fd) throws SystemCallException {
        int copy = Libc.call("dup", fd);
        assertFalse(Libc.closesOnExec(copy));
        return copy;
    }

    private static ListeningDescriptor open(String address) throws IOException {
        return ListenAddress.parse("-b", address).open(16, notice -> {});
    }

    private static void assertRefused(int fd, String found) throws IOException {
        try {
            UnfitDescriptorException refusal = assertThrows(UnfitDescriptorException.class, () -> FdSocket.inspect(fd).adopt());
            assertEquals("fd " + fd + " is " + found + EXPECTED, refusal.getMessage());
        } finally {
            Libc.close(fd);
        }
    }

    private static void assertServes(ServerSocketChannel channel, SocketAddress address) throws IOException {
        try (SocketChannel client = SocketChannel.open(address); SocketChannel server = channel.accept()) {
            server.write(ByteBuffer.wrap(new byte[]{42}));
            ByteBuffer received = ByteBuffer.allocate(1);
            client.read(received);
            assertEquals(42, received.get(0));
        }
    }
}
