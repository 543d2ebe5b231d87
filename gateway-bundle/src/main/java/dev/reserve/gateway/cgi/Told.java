package dev.reserve.gateway.cgi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/// The connection that the client has with the web server, as that tells of it.
final class Told extends ConnectionMetaData.Wrapper {

    private final HttpVersion version;
    private final String protocol;
    private final boolean secure;
    private final @Nullable SocketAddress client;
    private final @Nullable HostPort server;

    /// @param connection the one with the web server
    Told(ConnectionMetaData connection, CgiRequest cgi, HttpVersion version) {
        super(connection);
        this.version = version;
        this.protocol = cgi.protocol();
        this.secure = cgi.isSecure();
        this.client = client(cgi);
        this.server = server(cgi);
    }

    private static @Nullable SocketAddress client(CgiRequest cgi) {
        String address = cgi.client();
        if (address == null) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(address), port(cgi.clientPort(), 0));
        } catch (IllegalArgumentException _) { // such as unix:
            return null;
        }
    }

    static @Nullable HostPort server(CgiRequest cgi) {
        String name = cgi.server();
        try {
            return name == null || name.isEmpty() ? null : new HostPort(name, port(cgi.serverPort(), cgi.isSecure() ? 443 : 80));
        } catch (IllegalArgumentException _) { // such as _, which nginx has where there is no name
            return null;
        }
    }

    private static int port(@Nullable String text, int otherwise) {
        boolean number = text != null && !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(each -> each >= '0' && each <= '9');
        int port = number ? Integer.parseInt(text) : otherwise;
        return port <= 65_535 ? port : otherwise;
    }

    @Override
    public HttpVersion getHttpVersion() {
        return version;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        SocketAddress told = client;
        return told == null ? super.getRemoteSocketAddress() : told;
    }

    @Override
    public @Nullable HostPort getServerAuthority() {
        return server;
    }
}
