package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// The C library's calls on descriptors and sockets. A failure is a [SystemCallException].
final class Libc {
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_TYPE = 3;
    static final int SO_ACCEPTCONN = 30;
    static final int SO_PROTOCOL = 38;
    static final int SO_DOMAIN = 39;
    static final int IPPROTO_TCP = 6;
    static final int TCP_INFO = 11;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;

    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_CLOEXEC = 0x80000;

    private static final int F_GETFD = 1;
    private static final int F_SETFD = 2;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int FD_CLOEXEC = 1;
    private static final int CLOSE_RANGE_CLOEXEC = 4;

    // struct pollfd of poll.h: the descriptor, and two sets of events
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;
    private static final short POLLERR = 0x8;
    private static final short POLLHUP = 0x10;
    private static final short POLLRDHUP = 0x2000;

    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle LISTEN = capturing("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKOPT = capturing("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle FCNTL = handle("fcntl", List.of(JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE = capturing("close", JAVA_INT);

    // To make a function callable takes milliseconds: what a start with inherited sockets does not need waits until it is needed.

    private static final class Opening {
        static final MethodHandle SOCKET = capturing("socket", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = capturing("bind", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SETSOCKOPT = capturing("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    }

    private static final class Polling {
        static final MethodHandle POLL = capturing("poll", ADDRESS, JAVA_LONG, JAVA_INT);
    }

    /// One call: the segment is where the error's number is kept.
    @FunctionalInterface
    interface Call {
        int run(MemorySegment errno) throws Throwable;
    }

    private Libc() {}

    static int socket(int domain, int type) throws SystemCallException {
        return socket(domain, type, 0);
    }

    static int socket(int domain, int type, int protocol) throws SystemCallException {
        return call("socket", e -> (int) Opening.SOCKET.invokeExact(e, domain, type, protocol));
    }

    static void bind(int fd, MemorySegment address) throws SystemCallException {
        call("bind", e -> (int) Opening.BIND.invokeExact(e, fd, address, (int) address.byteSize()));
    }

    static void listen(int fd, int backlog) throws SystemCallException {
        call("listen", e -> (int) LISTEN.invokeExact(e, fd, backlog));
    }

    static int socketOption(int fd, int level, int option) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
            call("getsockopt", e -> (int) GETSOCKOPT.invokeExact(e, fd, level, option, value, length));
            return value.get(JAVA_INT, 0);
        }
    }

    /// Reads an option that is a structure. The kernel fills as much of it as it knows.
    static void socketOption(int fd, int level, int option, MemorySegment value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            call("getsockopt", e -> (int) GETSOCKOPT.invokeExact(e, fd, level, option, value, length));
        }
    }

    static void setSocketOption(int fd, int level, int option, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(JAVA_INT, value);
            call("setsockopt", e -> (int) Opening.SETSOCKOPT.invokeExact(e, fd, level, option, segment, (int) segment.byteSize()));
        }
    }

    static boolean closesOnExec(int fd) throws SystemCallException {
        return (call("fcntl", e -> (int) FCNTL.invokeExact(e, fd, F_GETFD, 0)) & FD_CLOEXEC) != 0;
    }

    static void closeOnExec(int fd) throws SystemCallException {
        call("fcntl", e -> (int) FCNTL.invokeExact(e, fd, F_SETFD, FD_CLOEXEC));
    }

    /// A copy of the descriptor, numbered `lowest` or above, that is closed by exec.
    static int duplicate(int fd, int lowest) throws SystemCallException {
        return call("fcntl", e -> (int) FCNTL.invokeExact(e, fd, F_DUPFD_CLOEXEC, lowest));
    }

    static void close(int fd) throws SystemCallException {
        call("close", e -> (int) CLOSE.invokeExact(e, fd));
    }

    /// Whether the other end of a connection has closed it, or its own direction of it, or has reset it.
    static boolean hangsUp(int fd) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = arena.allocate(POLLFD_SIZE, JAVA_INT.byteAlignment());
            asked.set(JAVA_INT, 0, fd);
            asked.set(JAVA_SHORT, POLLFD_EVENTS, POLLRDHUP);
            call("poll", e -> (int) Polling.POLL.invokeExact(e, asked, 1L, 0));
            return (asked.get(JAVA_SHORT, POLLFD_REVENTS) & (POLLERR | POLLHUP | POLLRDHUP)) != 0;
        }
    }

    /// Marks every open descriptor from `first` on as closed by exec.
    static void closeAllOnExec(int first) throws SystemCallException {
        if (Linker.nativeLinker().defaultLookup().find("close_range").isPresent()) {
            MethodHandle closeRange = capturing("close_range", JAVA_INT, JAVA_INT, JAVA_INT);
            try {
                call("close_range", e -> (int) closeRange.invokeExact(e, first, ~0, CLOSE_RANGE_CLOEXEC));
                return;
            } catch (SystemCallException e) {
                // Linux before 5.11 does not know the flag: one by one, then.
            }
        }
        String[] names = new File("/proc/self/fd").list();
        for (String name : names == null ? new String[0] : names) {
            int fd = Integer.parseInt(name);
            if (fd >= first && Files.exists(Path.of("/proc/self/fd", name), LinkOption.NOFOLLOW_LINKS)) {
                closeOnExec(fd);
            }
        }
    }

    static int call(String name, Call call) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(CAPTURE);
            int result = call.run(errno);
            if (result < 0) {
                throw failure(name, errno(errno));
            }
            return result;
        } catch (SystemCallException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError(name, e);
        }
    }

    static MemorySegment errnoSegment(Arena arena) {
        return arena.allocate(CAPTURE);
    }

    static int errno(MemorySegment segment) {
        return (int) ERRNO.get(segment, 0L);
    }

    static SystemCallException failure(String call, int errno) {
        return new SystemCallException(call, errno, Errno.symbol(errno), Errno.text(errno));
    }

    /// A function that returns an int and leaves its error in errno.
    static MethodHandle capturing(String name, MemoryLayout... arguments) {
        return handle(name, List.of(arguments), Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted")
    static MethodHandle handle(String name, List<MemoryLayout> arguments, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments.toArray(MemoryLayout[]::new)),
                options);
    }

    static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(name + " is not in the C library; this runs on Linux only"));
    }
}
