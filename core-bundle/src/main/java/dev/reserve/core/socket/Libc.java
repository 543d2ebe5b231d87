package dev.reserve.core.socket;

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
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The C library's calls on descriptors and sockets. A failure is a [SystemCallException].
public final class Libc {
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

    private static final int ARGUMENTS = 6;

    // struct pollfd of poll.h: the descriptor, and two sets of events
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;
    private static final short POLLERR = 0x8;
    private static final short POLLHUP = 0x10;
    private static final short POLLRDHUP = 0x2000;

    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// Any function that returns an int, and -1 when it has left an error in errno. One for all, as to make each callable takes the JVM milliseconds: on 64-bit Linux a
    /// number and an address come to a function in the same way, and what comes besides does no harm. Not so where the number of arguments varies.
    private static final MethodHandle FUNCTION = handle(Collections.nCopies(ARGUMENTS, JAVA_LONG), Linker.Option.captureCallState("errno"));

    /// Made when it is first needed.
    private static final class Varying {
        static final MethodHandle FCNTL = handle(List.of(JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
    }

    @FunctionalInterface
    private interface Call {
        int run(MemorySegment errno) throws Throwable;
    }

    private Libc() {}

    static int socket(int domain, int type) throws SystemCallException {
        return socket(domain, type, 0);
    }

    static int socket(int domain, int type, int protocol) throws SystemCallException {
        return call("socket", domain, type, protocol);
    }

    static void bind(int fd, MemorySegment address) throws SystemCallException {
        call("bind", fd, address.address(), address.byteSize());
    }

    static void listen(int fd, int backlog) throws SystemCallException {
        call("listen", fd, backlog);
    }

    static int socketOption(int fd, int level, int option) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
            call("getsockopt", fd, level, option, value.address(), length.address());
            return value.get(JAVA_INT, 0);
        }
    }

    /// Reads an option that is a structure. The kernel fills as much of it as it knows.
    static void socketOption(int fd, int level, int option, MemorySegment value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            call("getsockopt", fd, level, option, value.address(), length.address());
        }
    }

    static void setSocketOption(int fd, int level, int option, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocateFrom(JAVA_INT, value);
            call("setsockopt", fd, level, option, segment.address(), segment.byteSize());
        }
    }

    static boolean closesOnExec(int fd) throws SystemCallException {
        return (fcntl(fd, F_GETFD, 0) & FD_CLOEXEC) != 0;
    }

    static void closeOnExec(int fd) throws SystemCallException {
        if (!closeOnExec(fd, fd)) {
            fcntl(fd, F_SETFD, FD_CLOEXEC);
        }
    }

    /// A copy of the descriptor, numbered `lowest` or above, that is closed by exec.
    static int duplicate(int fd, int lowest) throws SystemCallException {
        return fcntl(fd, F_DUPFD_CLOEXEC, lowest);
    }

    private static int fcntl(int fd, int command, int argument) throws SystemCallException {
        return call("fcntl", errno -> (int) Varying.FCNTL.invokeExact(symbol("fcntl"), errno, fd, command, argument));
    }

    static void close(int fd) throws SystemCallException {
        call("close", fd);
    }

    /// Whether the other end of a connection has closed it, or its own direction of it, or has reset it.
    static boolean hangsUp(int fd) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment asked = arena.allocate(POLLFD_SIZE, JAVA_INT.byteAlignment());
            asked.set(JAVA_INT, 0, fd);
            asked.set(JAVA_SHORT, POLLFD_EVENTS, POLLRDHUP);
            call("poll", asked.address(), 1, 0);
            return (asked.get(JAVA_SHORT, POLLFD_REVENTS) & (POLLERR | POLLHUP | POLLRDHUP)) != 0;
        }
    }

    /// Marks every open descriptor from `first` on as closed by exec.
    static void closeAllOnExec(int first) throws SystemCallException {
        if (closeOnExec(first, ~0)) {
            return;
        }
        String[] names = new File("/proc/self/fd").list();
        for (String name : names == null ? new String[0] : names) {
            int fd = Integer.parseInt(name);
            if (fd >= first && Files.exists(Path.of("/proc/self/fd", name), LinkOption.NOFOLLOW_LINKS)) {
                closeOnExec(fd);
            }
        }
    }

    /// Marks a range of descriptors; false where that cannot be: Linux before 5.11 does not know the flag.
    private static boolean closeOnExec(int first, int last) {
        if (Linker.nativeLinker().defaultLookup().find("close_range").isEmpty()) {
            return false;
        }
        try {
            call("close_range", first, last, CLOSE_RANGE_CLOEXEC);
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }

    /// Calls a function of numbers and addresses. On any thread.
    ///
    /// @param arguments at most six; what addresses lead to stays the caller's
    /// @throws SystemCallException if it returns a negative number, with the error that it left in errno
    /// @throws UnsatisfiedLinkError if there is no such function
    public static int call(String name, long... arguments) throws SystemCallException {
        MemorySegment function = symbol(name);
        return call(name, errno -> invoke(function, errno, Arrays.copyOf(arguments, ARGUMENTS)));
    }

    /// @param errno where the error's number is kept
    static int invoke(MemorySegment function, MemorySegment errno, long... six) throws Throwable {
        return (int) FUNCTION.invokeExact(function, errno, six[0], six[1], six[2], six[3], six[4], six[5]);
    }

    private static int call(String name, Call call) throws SystemCallException {
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

    @SuppressWarnings("restricted")
    private static MethodHandle handle(List<? extends MemoryLayout> arguments, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT, arguments.toArray(MemoryLayout[]::new)), options);
    }

    /// Where a function is.
    ///
    /// @throws UnsatisfiedLinkError if there is no such function
    public static MemorySegment symbol(String name) {
        return Linker.nativeLinker().defaultLookup().find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError(name + " is not in the C library; this runs on Linux only"));
    }
}
