package dev.reserve.gateway.cgi;

import dev.reserve.http.spi.MalformedException;
import dev.reserve.http.spi.Variables;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/// Makes Jetty's requests of what web servers tell.
public final class Beginning {

    private static final HttpChannel.Factory CHANNELS = new HttpChannel.DefaultFactory();

    private Beginning() {}

    /// A request that has begun.
    ///
    /// @param channel which it is in; to be told of contents and failures
    /// @param task serves the request, on the thread that runs it, if the sub-app does not block; to be run once
    public record Begun(HttpChannel channel, Runnable task) {}

    /// Begins a request.
    ///
    /// @param connection that it came on
    /// @param version how many requests the connection may have at a time: HTTP/1.1 for one, HTTP/2 for several
    /// @param length of the body; -1 if it is not known
    /// @throws MalformedException if it is none
    public static Begun begin(CgiRequest cgi, ConnectionMetaData connection, HttpStream stream, HttpVersion version, long length)
            throws MalformedException {
        String method = cgi.method();
        Target target = cgi.target();
        HttpException.RuntimeException refusal = null;
        HttpURI uri = null;
        if (target == null) {
            refusal = new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "no path in REQUEST_URI, PATH_INFO and DOCUMENT_URI");
        } else {
            try {
                uri = uri(cgi, target);
            } catch (RuntimeException e) { // whatever Jetty makes of bad URIs and hosts
                refusal = new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
            }
        }
        if (cgi.size() > connection.getHttpConfiguration().getRequestHeaderSize()) {
            refusal = new HttpException.RuntimeException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
        }
        MetaData.Request head = new MetaData.Request(System.nanoTime(), method, uri == null ? HttpURI.from("/") : uri, version,
                cgi.fields(),
                length);
        HttpChannel channel = CHANNELS.newHttpChannel(new Told(connection, cgi, version));
        channel.setHttpStream(stream);
        channel.initialize();
        Runnable task = channel.onRequest(head);
        if (refusal != null || target == null) {
            return new Begun(channel, refuse(channel, refusal));
        }
        channel.getRequest().setAttribute(Variables.ATTRIBUTE, cgi.variables(target));
        return new Begun(channel, task);
    }

    private static Runnable refuse(HttpChannel channel, HttpException.@Nullable RuntimeException refusal) {
        Runnable failed = refusal == null ? null : channel.onFailure(refusal);
        return failed == null ? () -> {} : failed;
    }

    private static HttpURI uri(CgiRequest cgi, Target target) {
        String scheme = cgi.isSecure() ? "https" : "http";
        String host = cgi.fields().get("Host");
        HostPort authority = host != null && !host.isEmpty() ? Told.asked(host) : Told.server(cgi);
        String query = cgi.query();
        String path = query == null ? target.path() : target.path() + '?' + query;
        return authority == null
                ? HttpURI.from(scheme, null, -1, path)
                : HttpURI.from(scheme, authority.getHost(), authority.getPort() > 0 ? authority.getPort() : -1, path);
    }
}
