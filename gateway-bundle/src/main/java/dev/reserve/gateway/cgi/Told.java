package dev.reserve.gateway.cgi;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/// The connection that the client has with the web server, as that tells of it.
final class Told extends ConnectionMetaData.Wrapper {

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.-][A-Za-z0-9._~-]{0,253}|\\[[0-9a-fA-F:.]{2,45}]");

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
        } catch (IllegalArgumentException _) {
            return address.startsWith("unix:") ? UnixDomainSocketAddress.of("") : null;
        }
    }

    /// The web server's own name; null if it has none, or one such as `_`.
    static @Nullable HostPort server(CgiRequest cgi) {
        String name = cgi.server();
        return name == null || !HOST.matcher(name).matches() ? null : new HostPort(name, port(cgi.serverPort(), cgi.isSecure() ? 443 : 80));
    }

    /// What the client has asked for, in the field Host.
    ///
    /// @throws IllegalArgumentException if it is no host
    static HostPort asked(String host) {
        int colon = host.lastIndexOf(':') > host.lastIndexOf(']') ? host.lastIndexOf(':') : -1;
        String name = colon < 0 ? host : host.substring(0, colon);
        int port = colon < 0 || colon == host.length() - 1 ? 0 : port(host.substring(colon + 1), -1);
        if (port < 0 || !HOST.matcher(name).matches()) {
            throw new IllegalArgumentException("the field Host is " + CgiRequest.shown(host));
        }
        return new HostPort(name, port);
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
