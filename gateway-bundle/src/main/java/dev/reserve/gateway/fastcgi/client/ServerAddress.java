package dev.reserve.gateway.fastcgi.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;

/// Where a FastCGI program listens: `unix:PATH` or `HOST:PORT`. Names are looked up for each connection.
///
/// @param text as it was given
/// @param path of a Unix socket, or empty
/// @param host a name or an address, or empty
record ServerAddress(String text, String path, String host, int port) {

    private static final String EXPECTED = "; expected unix:PATH or HOST:PORT, such as unix:/run/php/php-fpm.sock or 127.0.0.1:9000";
    private static final int MOST_PORT = 65_535;

    /// @throws IllegalArgumentException what was found, and what was expected
    static ServerAddress parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            try {
                if (!path.isEmpty()) {
                    UnixDomainSocketAddress.of(path);
                    return new ServerAddress(text, path, "", 0);
                }
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("fastcgi: the address is " + text + ", which is no path: " + e.getReason() + EXPECTED,
                        e);
            }
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            host = "";
        }
        String port = text.substring(colon + 1);
        if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) == 0 || Integer.parseInt(port) > MOST_PORT) {
            throw new IllegalArgumentException("fastcgi: the address is " + text + EXPECTED);
        }
        return new ServerAddress(text, "", host, Integer.parseInt(port));
    }

    /// A socket that is to be connected to [#resolve].
    SocketChannel open() throws IOException {
        if (!path.isEmpty()) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        return SocketChannel.open().setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    SocketAddress resolve() throws UnknownHostException {
        if (!path.isEmpty()) {
            return UnixDomainSocketAddress.of(path);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("no address is known for " + host);
        }
        return address;
    }
}
