package dev.reserve.core.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Opens listening sockets, as channels and as descriptors, by the same rules.
final class Binding {
    private Binding() {}

    static ServerSocketChannel channel(ListenAddress where, int backlog, Consumer<String> notice) throws IOException {
        return opened(where, notice, address -> channel(address, backlog));
    }

    static ListeningDescriptor descriptor(ListenAddress where, int backlog, Consumer<String> notice) throws IOException {
        return opened(where, notice, address -> descriptor(address, backlog));
    }

    @FunctionalInterface
    private interface Opener<T> {
        T open(SocketAddress address) throws IOException;
    }

    private static <T> T opened(ListenAddress where, Consumer<String> notice, Opener<T> opener) throws IOException {
        try {
            SocketAddress address = where.resolve(notice);
            if (where.path().isPresent()) {
                makeRoom(where.path().get());
            }
            if (!(address instanceof InetSocketAddress inet && isEverything(inet))) {
                return opener.open(address);
            }
            try {
                return opener.open(address);
            } catch (SystemCallException e) {
                // A kernel without IPv6. "Every address of the machine" still has a meaning there.
                if (e.errno() != Errno.EAFNOSUPPORT) {
                    throw e;
                }
                notice.accept(where + ": this machine has no IPv6; listening on 0.0.0.0:" + inet.getPort());
                return opener.open(new InetSocketAddress("0.0.0.0", inet.getPort()));
            }
        } catch (UnknownHostException e) {
            throw new BindException(where, "the host is unknown", e);
        } catch (IOException e) {
            throw new BindException(where, e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage(), e);
        }
    }

    private static boolean isEverything(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address six && six.isAnyLocalAddress();
    }

    private static void makeRoom(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new FileSystemException(path.toString(), null, "the directory " + parent + " does not exist");
        }
        UnixSocketFile.clearStale(path);
    }

    private static ServerSocketChannel channel(SocketAddress address, int backlog) throws IOException {
        ServerSocketChannel channel = open(address);
        try {
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            return channel.bind(address, backlog);
        } catch (SocketException e) {
            channel.close();
            throw named(e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
        try {
            return ServerSocketChannel.open(family(address));
        } catch (UnsupportedOperationException e) {
            SystemCallException named = Libc.failure("socket", Errno.EAFNOSUPPORT);
            named.initCause(e);
            throw named;
        }
    }

    // Java has the kernel's words, and not its names; exit codes hang on these.
    private static IOException named(SocketException e) {
        for (int errno : new int[]{Errno.EADDRINUSE, Errno.EACCES, Errno.EPERM}) {
            if (Errno.text(errno).equals(e.getMessage())) {
                SystemCallException named = Libc.failure("bind", errno);
                named.initCause(e);
                return named;
            }
        }
        return e;
    }

    private static ListeningDescriptor descriptor(SocketAddress address, int backlog) throws IOException {
        int domain = switch (family(address)) {
            case INET -> Libc.AF_INET;
            case INET6 -> Libc.AF_INET6;
            case UNIX -> Libc.AF_UNIX;
        };
        int fd = Libc.socket(domain, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC);
        boolean done = false;
        try (Arena arena = Arena.ofConfined()) {
            if (domain == Libc.AF_INET6) {
                Libc.setSocketOption(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0);
            }
            if (domain != Libc.AF_UNIX) {
                Libc.setSocketOption(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
            }
            Libc.bind(fd, SockAddr.of(arena, address));
            UnixSocketFile file = address instanceof UnixDomainSocketAddress unix ? UnixSocketFile.at(unix.getPath()) : null;
            ListeningDescriptor descriptor = new ListeningDescriptor(fd, file);
            Libc.listen(fd, backlog);
            done = true;
            return descriptor;
        } finally {
            if (!done) {
                Libc.close(fd);
            }
        }
    }

    private static StandardProtocolFamily family(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return StandardProtocolFamily.UNIX;
        }
        InetAddress inet = ((InetSocketAddress) address).getAddress();
        return inet instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
