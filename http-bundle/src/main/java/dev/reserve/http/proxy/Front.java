package dev.reserve.http.proxy;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Looks at each request before anything else does: takes away what clients say who have no say, believes trusted proxies, gives ids.
///
/// Jetty's own customizer believes everybody, and of several addresses the first, which is whatever the client has made up.
public final class Front implements HttpConfiguration.Customizer {

    private final RequestIds ids = new RequestIds();
    private volatile ProxySettings settings = ProxySettings.NONE;
    private volatile boolean identify;
    private volatile boolean note;

    /// @param identify whether requests get ids
    /// @param note whether it is to be noted who serves them
    public void configure(ProxySettings next, boolean identify, boolean note) {
        settings = next;
        this.identify = identify;
        this.note = note;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        ProxySettings current = settings;
        boolean present = ProxyFields.isIn(request.getHeaders());
        boolean withId = identify;
        if (!present && !withId && !note) {
            return request;
        }
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        boolean trusted = present && peer != null && current.trusts(peer);
        String id = null;
        if (withId) {
            String given = trusted ? one(request.getHeaders()) : null;
            id = given != null && RequestIds.isSane(given) ? given : ids.make();
            responseHeaders.put(FrontRequest.ID_FIELD, id);
        }
        try {
            Origin origin = trusted ? Origin.of(request.getHeaders(), current, peer) : null;
            return new FrontRequest(request, id, origin, present, current);
        } catch (Origin.ContradictionException e) {
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, e.getMessage());
        }
    }

    /// The id that a proxy has given, if it has given one alone.
    private static @Nullable String one(HttpFields request) {
        return request.getValuesList(FrontRequest.ID_FIELD).size() == 1 ? request.get(FrontRequest.ID_FIELD) : null;
    }
}
