package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// `struct sockaddr_in`, `sockaddr_in6` and `sockaddr_un` of Linux (ip(7), ipv6(7), unix(7)).
final class SockAddr {
    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private SockAddr() {}

    static MemorySegment of(Arena arena, SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> unix(arena, unix);
            case InetSocketAddress inet -> inet(arena, inet);
            default -> throw new IllegalArgumentException(address.toString());
        };
    }

    private static MemorySegment unix(Arena arena, UnixDomainSocketAddress address) {
        byte[] path = address.getPath().toString().getBytes(StandardCharsets.UTF_8);
        MemorySegment segment = arena.allocate(2L + path.length + 1, 2);
        segment.set(JAVA_SHORT, 0, (short) Libc.AF_UNIX);
        MemorySegment.copy(path, 0, segment, JAVA_BYTE, 2, path.length);
        return segment;
    }

    private static MemorySegment inet(Arena arena, InetSocketAddress address) {
        InetAddress inet = address.getAddress();
        byte[] bytes = inet.getAddress();
        if (inet instanceof Inet6Address six) {
            MemorySegment segment = arena.allocate(28, 4);
            segment.set(JAVA_SHORT, 0, (short) Libc.AF_INET6);
            segment.set(PORT, 2, (short) address.getPort());
            MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 8, bytes.length);
            segment.set(JAVA_INT, 24, six.getScopeId());
            return segment;
        }
        MemorySegment segment = arena.allocate(16, 4);
        segment.set(JAVA_SHORT, 0, (short) Libc.AF_INET);
        segment.set(PORT, 2, (short) address.getPort());
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, 4, bytes.length);
        return segment;
    }
}
