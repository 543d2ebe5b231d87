package dev.reserve.http.engine;

import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.http.proxy.FrontRequest;
import dev.reserve.http.welcome.WelcomePage;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Brings each request into the version that is current for it: on the thread that has read it if the sub-app does not block, and otherwise on a virtual
/// thread of its own. No lock is taken on the way.
final class Router extends Handler.Abstract.NonBlocking {

    private final WelcomePage welcome;

    /// @param welcome what is at / of a site that has nothing there
    Router(WelcomePage welcome) {
        this.welcome = welcome;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        StrictConnection.understood(request);
        Guest guest = ((GuestConnector) request.getConnectionMetaData().getConnector()).guest();
        String host = Request.getServerName(request);
        String path = request.getHttpURI().getCanonicalPath();
        Routes routes;
        Slot<Requests> slot;
        Version<Requests> version;
        do { // if a slot has become empty meanwhile, requests go another way by now
            routes = guest.site().routes();
            slot = routes.find(host, path == null ? "/" : path);
            version = slot == null ? null : slot.enter(request.getConnectionMetaData().getRemoteSocketAddress());
        } while (version == null && guest.site().routes() != routes);
        if (slot == null) {
            if (guest.site().only().isEmpty() && welcome.handle(request, response, callback)) {
                return true;
            }
            Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            return true;
        }
        if (version == null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        FrontRequest front = Request.as(request, FrontRequest.class);
        if (front != null) {
            front.servedBy(version.serving().name(), version.id());
        }
        Exchange exchange = new Exchange(request, response, callback, version, guest);
        if (version.serving().blocking()) {
            Thread.ofVirtual().name("http").start(exchange::serve);
        } else {
            exchange.serve();
        }
        return true;
    }
}
