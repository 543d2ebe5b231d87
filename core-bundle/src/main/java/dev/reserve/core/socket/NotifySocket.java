package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Sends datagrams to the socket of a service manager, as sd_notify(3) says. The platform has no datagrams for Unix sockets, hence the C library.
public final class NotifySocket implements AutoCloseable {
    private static final int SOCK_DGRAM = 2;
    /// `sizeof(sockaddr_un.sun_path)`, unix(7).
    private static final int PATH_BYTES = 108;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;

    private final byte[] address;
    private final int fd;

    private NotifySocket(byte[] address, int fd) {
        this.address = address;
        this.fd = fd;
    }

    /// @param address a path that begins with `/`, or `@` and the name of an abstract socket
    /// @throws IllegalArgumentException if it is neither, or too long
    /// @throws IOException if there can be no socket
    public static NotifySocket to(String address) throws IOException {
        return new NotifySocket(socketAddress(address), Libc.socket(Libc.AF_UNIX, SOCK_DGRAM | Libc.SOCK_CLOEXEC));
    }

    /// The bytes of a `sockaddr_un` after its family. An abstract name begins with NUL and has no end but the address's, a path ends with NUL.
    private static byte[] socketAddress(String address) {
        boolean isAbstract = address.startsWith("@");
        if (address.length() < 2 || (!isAbstract && !address.startsWith("/"))) {
            throw new IllegalArgumentException("the address of the service manager's socket is \"" + address
                    + "\"; expected a path that begins with /, or @ and the name of an abstract socket");
        }
        byte[] bytes = (isAbstract ? "\0" + address.substring(1) : address + "\0").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PATH_BYTES) {
            throw new IllegalArgumentException(
                    "the address of the service manager's socket, " + address + ", is too long: expected at most "
                            + (PATH_BYTES - 1) + " bytes");
        }
        return bytes;
    }

    /// Sends a datagram, without waiting.
    ///
    /// @throws IOException if nobody listens, or not fast enough
    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(JAVA_BYTE, bytes);
            MemorySegment to = arena.allocate(2L + address.length, 2);
            to.set(JAVA_SHORT, 0, (short) Libc.AF_UNIX);
            MemorySegment.copy(address, 0, to, JAVA_BYTE, 2, address.length);
            // It returns a ssize_t, of which the lower half tells enough: what is sent is short, and an error is -1.
            Libc.call("sendto", fd, data.address(), data.byteSize(), MSG_DONTWAIT | MSG_NOSIGNAL, to.address(), to.byteSize());
        }
    }

    @Override
    public void close() throws IOException {
        Libc.close(fd);
    }
}
