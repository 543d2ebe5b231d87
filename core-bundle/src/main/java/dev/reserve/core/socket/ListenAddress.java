package dev.reserve.core.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// Where to listen, as it is written on a command line: `[NAME=]ADDRESS`.
///
/// | ADDRESS | |
/// |---|---|
/// | `[::]:8080` | every address of the machine, IPv6 and IPv4 |
/// | `[::1]:8080` | one IPv6 address |
/// | `127.0.0.1:8080` | one IPv4 address; `0.0.0.0` is all of them |
/// | `localhost:8080` | the first address that the name resolves to |
/// | `/run/app.sock`, `./app.sock` | a Unix socket |
///
/// Port 0 lets the kernel choose one.
public final class ListenAddress {
    /// What a Unix socket's path may have in bytes (`sun_path`, with the NUL that ends it).
    static final int LONGEST_PATH = 107;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");
    private static final Pattern IPV4 = Pattern.compile("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final String EXPECTED = "[IPv6]:PORT, IPv4:PORT, HOST:PORT, or the path of a Unix socket that begins with / or .";

    private final String text;
    private final @Nullable String name;
    private final String host; // empty for a Unix socket
    private final @Nullable InetAddress literal;
    private final int port;
    private final @Nullable Path path;

    private ListenAddress(String text, @Nullable String name, String host, @Nullable InetAddress literal, int port, @Nullable Path path) {
        this.text = text;
        this.name = name;
        this.host = host;
        this.literal = literal;
        this.port = port;
        this.path = path;
    }

    /// Reads `[NAME=]ADDRESS`.
    ///
    /// @param option what the text was given with, for messages: `-b`
    /// @throws IllegalArgumentException if it is malformed; the message says what was expected
    public static ListenAddress parse(String option, String text) {
        String where = option + " " + text;
        int equals = text.indexOf('=');
        if (equals < 0 || text.startsWith("/") || text.startsWith(".") || text.startsWith("[")) {
            return address(where, text, null);
        }
        String name = text.substring(0, equals);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(where + ": the name '" + name
                    + "' is not one; expected letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
        }
        return address(where, text.substring(equals + 1), name);
    }

    /// [#parse(String, String)] for an address that was not given with an option.
    public static ListenAddress parse(String text) {
        return parse("address", text);
    }

    private static ListenAddress address(String where, String text, @Nullable String name) {
        if (text.startsWith("/") || text.startsWith(".")) {
            return new ListenAddress(text, name, "", null, 0, path(where, text));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new IllegalArgumentException(where + ": no port; expected " + EXPECTED);
        }
        String host = text.substring(0, colon);
        int port = port(where, text.substring(colon + 1));
        return new ListenAddress(text, name, host, literal(where, host), port, null);
    }

    private static Path path(String where, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > LONGEST_PATH) {
            throw new IllegalArgumentException(where + ": the path has " + length + " bytes; expected at most " + LONGEST_PATH
                    + ", which is what the kernel takes for a Unix socket");
        }
        return Path.of(text);
    }

    private static int port(String where, String text) {
        if (Pattern.matches("[0-9]{1,5}", text) && Integer.parseInt(text) <= 65535) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(where + ": the port is '" + text + "'; expected a number from 0 to 65535");
    }

    private static @Nullable InetAddress literal(String where, String host) {
        try {
            if (host.startsWith("[") && host.endsWith("]")) {
                return Inet6Address.ofLiteral(host.substring(1, host.length() - 1));
            }
            if (IPV4.matcher(host).matches()) {
                return Inet4Address.ofLiteral(host);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": '" + host + "' is not an IP address; expected " + EXPECTED, e);
        }
        if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(where + ": an IPv6 address goes in brackets; expected [IPv6]:PORT");
        }
        if (!HOST.matcher(host).matches() || DIGITS_AND_DOTS.matcher(host).matches()) {
            throw new IllegalArgumentException(where + ": '" + host + "' is not a host; expected " + EXPECTED);
        }
        return null;
    }

    /// The name, if one was given.
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /// The path, if it is a Unix socket.
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /// The address as it was written, without the name.
    @Override
    public String toString() {
        return text;
    }

    /// Opens a listening socket there. A Unix socket's file is left for the caller to remove ([UnixSocketFile]); one that nobody answers on is
    /// replaced.
    ///
    /// @param backlog how many connections may wait to be accepted; the kernel bounds it by `net.core.somaxconn`
    /// @param notice  told what the caller might want to print: which address a host name stands for
    /// @throws IOException if that is not possible; the message begins with the address
    public ServerSocketChannel bind(int backlog, Consumer<String> notice) throws IOException {
        return Binding.channel(this, backlog, notice);
    }

    /// [#bind(int)] with the usual backlog, [FdSocket#BACKLOG].
    public ServerSocketChannel bind() throws IOException {
        return bind(FdSocket.BACKLOG);
    }

    /// [#bind(int, Consumer)] with nobody to tell.
    public ServerSocketChannel bind(int backlog) throws IOException {
        return bind(backlog, notice -> {});
    }

    /// Opens a listening socket there that is a mere descriptor, to be handed over to another command ([Handover]).
    ///
    /// @throws IOException if that is not possible; the message begins with the address
    public ListeningDescriptor open(int backlog, Consumer<String> notice) throws IOException {
        return Binding.descriptor(this, backlog, notice);
    }

    SocketAddress resolve(Consumer<String> notice) throws UnknownHostException {
        if (path != null) {
            return UnixDomainSocketAddress.of(path);
        }
        if (literal != null) {
            return new InetSocketAddress(literal, port);
        }
        InetAddress[] found = InetAddress.getAllByName(host);
        if (found.length > 1) {
            notice.accept(text + ": " + host + " has " + found.length + " addresses; listening on the first, " + found[0].getHostAddress());
        }
        return new InetSocketAddress(found[0], port);
    }
}
