package dev.reserve.launcher;

import dev.reserve.core.socket.UnixSocketFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/// A listening socket of the server.
///
/// @param name    unique among the listeners
/// @param fdName  the name that it was given, which several may share
/// @param origin  where it comes from, for people: `fd 3`, `-b`
/// @param channel the socket
/// @param file    what to remove in the end, if it is a Unix socket that was opened here
record Listener(String name, String fdName, String origin, ServerSocketChannel channel, @Nullable UnixSocketFile file) {
    String address() throws IOException {
        SocketAddress address = channel.getLocalAddress();
        return switch (address) {
            case UnixDomainSocketAddress unix -> unix.getPath().toString();
            case InetSocketAddress inet -> text(inet);
            default -> address.toString();
        };
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : host.equals("0:0:0:0:0:0:0:0") ? "[::]" : "[" + host + "]") + ":" + address.getPort();
    }
}
