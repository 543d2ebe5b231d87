package dev.reserve.core.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;

/// Error numbers of Linux: their names and the C library's words for them.
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTSOCK = 88;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;

    private Errno() {}

    static String symbol(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM";
            case ENOENT -> "ENOENT";
            case 7 -> "E2BIG";
            case 8 -> "ENOEXEC";
            case EBADF -> "EBADF";
            case EAGAIN -> "EAGAIN";
            case 12 -> "ENOMEM";
            case EACCES -> "EACCES";
            case 17 -> "EEXIST";
            case 20 -> "ENOTDIR";
            case 21 -> "EISDIR";
            case 22 -> "EINVAL";
            case 23 -> "ENFILE";
            case 24 -> "EMFILE";
            case 26 -> "ETXTBSY";
            case 30 -> "EROFS";
            case 36 -> "ENAMETOOLONG";
            case 38 -> "ENOSYS";
            case 40 -> "ELOOP";
            case ENOTSOCK -> "ENOTSOCK";
            case 92 -> "ENOPROTOOPT";
            case 95 -> "EOPNOTSUPP";
            case EAFNOSUPPORT -> "EAFNOSUPPORT";
            case EADDRINUSE -> "EADDRINUSE";
            case 99 -> "EADDRNOTAVAIL";
            case 105 -> "ENOBUFS";
            case 111 -> "ECONNREFUSED";
            default -> "errno " + errno;
        };
    }

    @SuppressWarnings("restricted")
    static String text(int errno) {
        try {
            MemorySegment text = (MemorySegment) Linker.nativeLinker()
                    .downcallHandle(Libc.symbol("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT)).invokeExact(errno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw new LinkageError("strerror", e);
        }
    }
}
