package dev.reserve.core.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What the kernel says about a file descriptor that is a socket.
///
/// ```
/// ServerSocketChannel channel = FdSocket.inspect(3).adopt();
/// ```
///
/// @param fd        the descriptor's number
/// @param domain    the address family's number (`SO_DOMAIN`)
/// @param type      the socket's type (`SO_TYPE`)
/// @param protocol  the protocol's number (`SO_PROTOCOL`): 6 is TCP, 17 is UDP, 0 is what Unix sockets have
/// @param listening whether it is a listening socket (`SO_ACCEPTCONN`)
public record FdSocket(int fd, int domain, Type type, int protocol, boolean listening) {
    /// The backlog that adopted sockets get; the kernel bounds it by `net.core.somaxconn`.
    public static final int BACKLOG = 4096;

    private static final String EXPECTED = "a listening stream socket (TCP over IPv4 or IPv6, or Unix)";
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_MPTCP = 262;

    /// Types of socket.
    public enum Type {
        STREAM, DATAGRAM, RAW, SEQPACKET, OTHER;

        private static Type of(int number) {
            return switch (number) {
                case 1 -> STREAM;
                case 2 -> DATAGRAM;
                case 3 -> RAW;
                case 5 -> SEQPACKET;
                default -> OTHER;
            };
        }
    }

    /// Finds out what a descriptor is, and changes nothing.
    ///
    /// @throws UnfitDescriptorException if it is not open, or not a socket
    public static FdSocket inspect(int fd) throws UnfitDescriptorException {
        try {
            return new FdSocket(fd, option(fd, Libc.SO_DOMAIN), Type.of(option(fd, Libc.SO_TYPE)), option(fd, Libc.SO_PROTOCOL),
                    option(fd, Libc.SO_ACCEPTCONN) != 0);
        } catch (SystemCallException e) {
            String found = switch (e.errno()) {
                case Errno.EBADF -> "not open";
                case Errno.ENOTSOCK -> "not a socket" + target(fd);
                default -> "beyond inspection (" + e.getMessage() + ")";
            };
            UnfitDescriptorException unfit = new UnfitDescriptorException(fd, found, EXPECTED);
            unfit.initCause(e);
            throw unfit;
        }
    }

    /// The address family, unless it is one that Java has no name for.
    public Optional<StandardProtocolFamily> family() {
        return switch (domain) {
            case Libc.AF_INET -> Optional.of(StandardProtocolFamily.INET);
            case Libc.AF_INET6 -> Optional.of(StandardProtocolFamily.INET6);
            case Libc.AF_UNIX -> Optional.of(StandardProtocolFamily.UNIX);
            default -> Optional.empty();
        };
    }

    /// Whether [#adopt()] will take it: a listening stream socket of a known family.
    public boolean adoptable() {
        boolean protocolFits = domain == Libc.AF_UNIX || protocol == IPPROTO_TCP || protocol == IPPROTO_MPTCP;
        return listening && type == Type.STREAM && family().isPresent() && protocolFits;
    }

    /// Does nothing if [#adopt()] will take it.
    ///
    /// @throws UnfitDescriptorException if not; it says what this is instead
    public void requireAdoptable() throws UnfitDescriptorException {
        if (!adoptable()) {
            throw new UnfitDescriptorException(fd, describe(), EXPECTED);
        }
    }

    /// Makes a channel of the descriptor, which belongs to the channel from then on: closing the channel closes it. The path of a Unix socket
    /// stays. The descriptor is marked close-on-exec, and the socket listens with a backlog of [#BACKLOG].
    ///
    /// @throws UnfitDescriptorException if it is not a listening stream socket
    /// @throws IOException              if the kernel refuses
    /// @throws IllegalStateException    if the JVM was started without the `--add-opens` that this needs; the message has it
    public ServerSocketChannel adopt() throws IOException {
        requireAdoptable();
        Libc.closeOnExec(fd);
        Libc.listen(fd, BACKLOG);
        return Adoption.channel(fd, family().orElseThrow());
    }

    /// In words: `a UDP socket over IPv4`, `a TCP socket over IPv6 that does not listen`.
    public String describe() {
        String transport = switch (type) {
            case STREAM -> protocol == IPPROTO_TCP ? "TCP" : protocol == IPPROTO_MPTCP ? "MPTCP" : "stream";
            case DATAGRAM -> protocol == IPPROTO_UDP ? "UDP" : "datagram";
            case RAW -> "raw";
            case SEQPACKET -> "seqpacket";
            case OTHER -> "odd";
        };
        String family = switch (domain) {
            case Libc.AF_INET -> " over IPv4";
            case Libc.AF_INET6 -> " over IPv6";
            case Libc.AF_UNIX -> " of the Unix family";
            default -> " of address family " + domain;
        };
        String number = transport.equals("stream") && domain != Libc.AF_UNIX ? " (protocol " + protocol + ")" : "";
        String state = type != Type.STREAM && type != Type.SEQPACKET ? "" : listening ? " that listens" : " that does not listen";
        return (transport.equals("odd") || transport.equals("MPTCP") ? "an " : "a ") + transport + " socket" + family + number + state;
    }

    private static int option(int fd, int option) throws SystemCallException {
        return Libc.socketOption(fd, Libc.SOL_SOCKET, option);
    }

    private static String target(int fd) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(fd)));
            // Java takes numbers that nobody has, and opens its own files before anything else.
            boolean ours = target.startsWith(System.getProperty("java.home")) || Libc.closesOnExec(fd);
            return " (" + target + (ours ? ", which this process itself has opened)" : ")");
        } catch (IOException e) {
            return ""; // without /proc there is no more to say
        }
    }
}
