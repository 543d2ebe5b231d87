package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import java.util.OptionalInt;

/// The queue in which the kernel keeps the connections of a listening socket until they are accepted. A look at one moment.
///
/// @param waiting how many there are, with the handshake done
/// @param limit   what the socket listens with, after the kernel has bounded it by `net.core.somaxconn`; Linux lets one more in
public record Backlog(int waiting, int limit) {

    // struct tcp_info of linux/tcp.h. Of a socket that listens, the kernel puts the queue and its bound where else segments are counted.
    private static final int TCP_INFO_SIZE = 104;
    private static final int TCPI_UNACKED = 24;
    private static final int TCPI_SACKED = 28;

    /// The backlog of a socket, unless there is no way to know: without `--add-opens=java.base/sun.nio.ch=ALL-UNNAMED`, when the channel is
    /// closed or does not listen, and for a Unix socket on a kernel without `unix_diag`.
    ///
    /// A few system calls: for a status display, not for every connection.
    public static Optional<Backlog> of(ServerSocketChannel channel) {
        try {
            boolean unix = channel.getLocalAddress() instanceof UnixDomainSocketAddress;
            OptionalInt fd = ChannelDescriptor.of(channel);
            if (fd.isEmpty() || !FdSocket.inspect(fd.getAsInt()).listening()) {
                return Optional.empty();
            }
            Optional<Backlog> backlog = unix ? UnixDiag.backlog(fd.getAsInt()) : Optional.of(tcp(fd.getAsInt()));
            return channel.isOpen() ? backlog : Optional.empty(); // once it is closed, its descriptor may be another socket's
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Backlog tcp(int fd) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(TCP_INFO_SIZE, JAVA_INT.byteAlignment());
            Libc.socketOption(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, info);
            return new Backlog(info.get(JAVA_INT, TCPI_UNACKED), info.get(JAVA_INT, TCPI_SACKED));
        }
    }
}
