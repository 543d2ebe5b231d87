package dev.reserve.http.log;

import dev.reserve.core.proxy.NumericAddress;
import dev.reserve.http.proxy.FrontRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/// A request that has ended, with all that the log may say of it. What is null is not known.
///
/// @param time when it began, in milliseconds since 1970
/// @param nanos how long it took
/// @param target as it came: path and query
/// @param bytes of the response's content
record Entry(long time, long nanos, String client, String method, String target, String protocol, int status, long bytes,
        @Nullable String host, @Nullable String referer, @Nullable String agent, @Nullable String id, @Nullable String app,
        @Nullable String version) {

    private static final int FIXED = 256;

    static Entry of(Request request, Response response) {
        HttpFields headers = request.getHeaders();
        FrontRequest front = Request.as(request, FrontRequest.class);
        String path = request.getHttpURI() == null ? null : request.getHttpURI().getPathQuery();
        return new Entry(Request.getTimeStamp(request), NanoTime.since(request.getBeginNanoTime()),
                client(request.getConnectionMetaData().getRemoteSocketAddress()), text(request.getMethod()), text(path),
                request.getConnectionMetaData().getProtocol(), response.getStatus(), Response.getContentBytesWritten(response),
                Request.getServerName(request), headers.get(HttpHeader.REFERER), headers.get(HttpHeader.USER_AGENT),
                front == null ? null : front.id(), front == null ? null : front.app(), front == null ? null : front.version());
    }

    private static String client(@Nullable SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when !inet.isUnresolved() -> NumericAddress.of(inet.getAddress());
            case null, default -> "unix";
        };
    }

    private static String text(@Nullable String text) {
        return text == null ? "-" : text;
    }

    /// About how much memory it takes.
    int weight() {
        return FIXED + target.length() + length(host) + length(referer) + length(agent) + length(id);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
