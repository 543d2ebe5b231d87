package dev.reserve.gateway.fastcgi.client;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/// A request for what a program has said to serve in the place of its answer (RFC 3875 §6.2.2).
final class Redirected extends Request.Wrapper {

    private final HttpURI uri;

    private Redirected(Request request, HttpURI uri) {
        super(request);
        this.uri = uri;
    }

    /// @param path with a query perhaps
    static Redirected to(String path, Request request) {
        return new Redirected(request, HttpURI.build(request.getHttpURI(), path).asImmutable());
    }

    /// Whether a path is below the one that the app is mounted at.
    boolean isBelow(String context) {
        String path = uri.getCanonicalPath();
        return path != null && !uri.hasViolations() && (context.length() <= 1 || path.equals(context) || path.startsWith(context + "/"));
    }

    @Override
    public HttpURI getHttpURI() {
        return uri;
    }

    @Override
    public String getMethod() {
        return HttpMethod.GET.asString();
    }
}
