package dev.reserve.http.proxy;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// A request as apps and logs are to see it: without what nobody is believed in, with the client, the scheme and the host that trusted proxies tell, and
/// with an id.
public final class FrontRequest extends Request.Wrapper {

    /// The name of the request attribute that is the request's id.
    public static final String ID = "dev.reserve.http.request.id";
    static final String ID_FIELD = "X-Request-Id";

    private final @Nullable String id;
    private final @Nullable Origin origin;
    private final boolean strip;
    private final ProxySettings settings;
    private final HttpURI uri;
    private final ConnectionMetaData connection;
    private @Nullable HttpFields headers;
    private @Nullable String app;
    private @Nullable String version;

    /// @param id null for none
    /// @param origin what trusted proxies say, or null
    /// @param strip whether there are fields of proxies that are to be taken away
    FrontRequest(Request request, @Nullable String id, @Nullable Origin origin, boolean strip, ProxySettings settings) {
        super(request);
        this.id = id;
        this.origin = origin;
        this.strip = strip;
        this.settings = settings;
        this.uri = origin == null ? request.getHttpURI() : uri(request.getHttpURI(), origin);
        this.connection = origin == null ? request.getConnectionMetaData() : new Connection(request.getConnectionMetaData(), origin);
    }

    private static HttpURI uri(HttpURI uri, Origin origin) {
        if (origin.scheme() == null && origin.host() == null && origin.port() == null) {
            return uri;
        }
        HttpURI.Mutable next = HttpURI.build(uri);
        if (origin.scheme() != null) {
            next.scheme(origin.scheme());
        }
        String host = origin.host();
        if (host != null) {
            int colon = host.lastIndexOf(':') > host.lastIndexOf(']') ? host.lastIndexOf(':') : -1;
            next.host(colon < 0 ? host : host.substring(0, colon)).port(colon < 0 ? -1 : Integer.parseInt(host.substring(colon + 1)));
        }
        if (origin.port() != null && next.getHost() != null) {
            next.port(origin.port());
        }
        if (next.getPort() == URIUtil.getDefaultPortForScheme(next.getScheme())) {
            next.port(-1);
        }
        return next.asImmutable();
    }

    @Override
    public HttpURI getHttpURI() {
        return uri;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
        return connection;
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    @Override
    public HttpFields getHeaders() {
        HttpFields own = headers;
        if (own == null) {
            own = fields();
            headers = own;
        }
        return own;
    }

    private HttpFields fields() {
        HttpFields original = getWrapped().getHeaders();
        HttpFields.Mutable next = HttpFields.build();
        boolean trusted = origin != null;
        original.forEach(field -> {
            if (!strip || !ProxyFields.isToGo(field.getName(), trusted, settings)) {
                next.add(field);
            }
        });
        if (origin != null && (origin.host() != null || origin.port() != null) && uri.getAuthority() != null) {
            next.put(HttpHeader.HOST, uri.getAuthority());
        }
        if (id != null) {
            next.put(ID_FIELD, id);
        }
        return next.asImmutable();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return id != null && ID.equals(name) ? id : super.getAttribute(name);
    }

    /// Null if there is none.
    public @Nullable String id() {
        return id;
    }

    /// Notes who serves the request.
    public void servedBy(String servingApp, String servingVersion) {
        app = servingApp;
        version = servingVersion;
    }

    public @Nullable String app() {
        return app;
    }

    public @Nullable String version() {
        return version;
    }

    private static final class Connection extends ConnectionMetaData.Wrapper {

        private final Origin origin;

        Connection(ConnectionMetaData connection, Origin origin) {
            super(connection);
            this.origin = origin;
        }

        @Override
        public SocketAddress getRemoteSocketAddress() {
            return origin.client();
        }

        @Override
        public boolean isSecure() {
            return origin.scheme() == null ? super.isSecure() : origin.scheme().equals("https");
        }
    }
}
