package dev.reserve.core.proxy;

import java.net.SocketAddress;

/// What a connection from a proxy says about itself before its first byte.
///
/// ```
/// switch (reader.read(channel)) {
///     case ProxyHeader.Proxied proxied -> serve(channel, proxied.source());
///     case ProxyHeader.Local local -> serve(channel, channel.getRemoteAddress());
///     case ProxyHeader.Empty empty -> close(channel);
///     case ProxyHeader.Malformed malformed -> reject(channel, malformed.reason());
/// }
/// ```
public sealed interface ProxyHeader {

    /// The connection is relayed. The addresses are literals, never resolved; one of IPv6 that stands for one of IPv4 is given as IPv4. A
    /// Unix socket without a name, or with one that Java has no path for (an abstract one), has the empty path.
    ///
    /// @param source      the client's address
    /// @param destination the address that the client connected to
    record Proxied(SocketAddress source, SocketAddress destination) implements ProxyHeader {}

    /// The connection's own addresses hold: it is the proxy's own (a health check), or the proxy does not know more.
    record Local() implements ProxyHeader {}

    /// The connection ended before its first byte: nobody's fault, since load balancers that only look whether a port is open do so.
    record Empty() implements ProxyHeader {}

    /// The connection is not to be served: what came is no header, or none came whole and in time.
    ///
    /// @param reason one line, with what was found and what was expected; safe to log, whatever the peer has sent
    record Malformed(String reason) implements ProxyHeader {

        private static final int SHOWN = 48;

        static Malformed found(byte[] bytes, int length, String flaw) {
            return new Malformed("found " + quoted(bytes, length) + ": " + flaw);
        }

        /// The first bytes as text, with everything beyond printable ASCII escaped: a peer must not write lines into a log.
        private static String quoted(byte[] bytes, int length) {
            StringBuilder text = new StringBuilder("\"");
            for (int i = 0; i < Math.min(length, SHOWN); i++) {
                switch (bytes[i]) {
                    case '\r' -> text.append("\\r");
                    case '\n' -> text.append("\\n");
                    case '"', '\\' -> text.append('\\').append((char) bytes[i]);
                    default -> {
                        if (bytes[i] >= ' ' && bytes[i] < 0x7f) {
                            text.append((char) bytes[i]);
                        } else {
                            text.append("\\x%02x".formatted(bytes[i]));
                        }
                    }
                }
            }
            return text.append(length > SHOWN ? "\"…" : "\"").toString();
        }
    }
}
