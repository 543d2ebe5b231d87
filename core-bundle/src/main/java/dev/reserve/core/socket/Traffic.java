package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.OptionalInt;

/// How many bytes have gone over a TCP connection, by the kernel's count.
///
/// @param received those that came from the other end
/// @param sent those whose arrival the other end has acknowledged
public record Traffic(long received, long sent) {

    // struct tcp_info of linux/tcp.h, up to tcpi_bytes_received (Linux 4.1)
    private static final int TCP_INFO_SIZE = 136;
    private static final int TCPI_BYTES_ACKED = 120;
    private static final int TCPI_BYTES_RECEIVED = 128;

    /// Empty if the kernel does not tell: for a Unix socket, a channel that is closed, and without `--add-opens=java.base/sun.nio.ch=ALL-UNNAMED`.
    public static Optional<Traffic> of(SocketChannel channel) {
        try {
            OptionalInt fd = ChannelDescriptor.of(channel);
            if (fd.isEmpty() || channel.getLocalAddress() instanceof UnixDomainSocketAddress) {
                return Optional.empty();
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment info = arena.allocate(TCP_INFO_SIZE, JAVA_LONG.byteAlignment());
                Libc.socketOption(fd.getAsInt(), Libc.IPPROTO_TCP, Libc.TCP_INFO, info);
                Traffic traffic = new Traffic(info.get(JAVA_LONG, TCPI_BYTES_RECEIVED), info.get(JAVA_LONG, TCPI_BYTES_ACKED));
                return channel.isOpen() ? Optional.of(traffic) : Optional.empty(); // once it is closed, its descriptor may be another socket's
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
