package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks the kernel for the backlog of a Unix socket, as ss(8) does: by sock_diag(7), as neither a socket option nor /proc has it.
///
/// One question for one socket (`struct unix_diag_req`, by inode) and one answer (`struct unix_diag_msg` and the attribute
/// `UNIX_DIAG_RQLEN`), both behind a `struct nlmsghdr`.
final class UnixDiag {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short NLM_F_REQUEST = 1;
    private static final int UDIAG_SHOW_RQLEN = 0x10;
    private static final short UNIX_DIAG_RQLEN = 4;
    private static final int MSG_DONTWAIT = 0x40;

    private static final int HEADER = 16;
    private static final int REQUEST = HEADER + 24;
    private static final int ATTRIBUTES_AT = HEADER + 16;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ANSWER_SIZE = 4096;
    private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]+)]");

    private UnixDiag() {}

    /// Empty if the answer is no figure: the socket belongs to another network namespace, or the kernel has no `unix_diag`.
    static Optional<Backlog> backlog(int fd) throws IOException {
        Matcher link = SOCKET.matcher(Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd))).toString());
        if (!link.matches()) {
            return Optional.empty();
        }
        int inode = (int) Long.parseLong(link.group(1)); // 32 bits, unsigned
        int netlink = Libc.socket(AF_NETLINK, SOCK_RAW | Libc.SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, inode);
            // Both return an ssize_t, of which the lower half says all about so small a message.
            Libc.call("send", netlink, request.address(), request.byteSize(), 0);
            MemorySegment answer = arena.allocate(ANSWER_SIZE, JAVA_INT.byteAlignment());
            // The kernel answers before send(2) returns, so there is nothing to wait for.
            int length = Libc.call("recv", netlink, answer.address(), answer.byteSize(), MSG_DONTWAIT);
            return read(answer.asSlice(0, length));
        } finally {
            Libc.close(netlink);
        }
    }

    private static MemorySegment request(Arena arena, int inode) {
        MemorySegment request = arena.allocate(REQUEST, JAVA_INT.byteAlignment());
        request.set(JAVA_INT, 0, REQUEST);
        request.set(JAVA_SHORT, 4, SOCK_DIAG_BY_FAMILY);
        request.set(JAVA_SHORT, 6, NLM_F_REQUEST);
        request.set(JAVA_BYTE, HEADER, (byte) Libc.AF_UNIX);
        request.set(JAVA_INT, HEADER + 4, ~0); // in any state
        request.set(JAVA_INT, HEADER + 8, inode);
        request.set(JAVA_INT, HEADER + 12, UDIAG_SHOW_RQLEN);
        request.set(JAVA_LONG.withByteAlignment(4), HEADER + 16, ~0L); // no cookie
        return request;
    }

    private static Optional<Backlog> read(MemorySegment answer) {
        if (answer.byteSize() < ATTRIBUTES_AT || answer.get(JAVA_SHORT, 4) != SOCK_DIAG_BY_FAMILY) {
            return Optional.empty();
        }
        long at = ATTRIBUTES_AT;
        while (at + ATTRIBUTE_HEADER <= answer.byteSize()) {
            int length = Short.toUnsignedInt(answer.get(JAVA_SHORT, at));
            if (length < ATTRIBUTE_HEADER || at + length > answer.byteSize()) {
                break;
            }
            if (answer.get(JAVA_SHORT, at + 2) == UNIX_DIAG_RQLEN && length >= ATTRIBUTE_HEADER + 2 * Integer.BYTES) {
                return Optional.of(new Backlog(answer.get(JAVA_INT, at + ATTRIBUTE_HEADER),
                        answer.get(JAVA_INT, at + ATTRIBUTE_HEADER + Integer.BYTES)));
            }
            at += (length + 3) & ~3;
        }
        return Optional.empty();
    }
}
