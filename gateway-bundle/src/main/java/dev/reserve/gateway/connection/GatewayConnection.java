package dev.reserve.gateway.connection;

import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractMetaDataConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// A connection with a web server. It is read on its own thread as long as there is something, and then on the thread of its selector: neither must wait.
public abstract class GatewayConnection extends AbstractMetaDataConnection {

    private static final AtomicLong IDS = new AtomicLong();

    private final Attributes attributes = new Attributes.Lazy();
    private final Callback fillable = new Fillable();
    private final String protocol;
    private final long id = IDS.incrementAndGet();

    /// @param protocol its name
    protected GatewayConnection(Connector connector, HttpConfiguration configuration, EndPoint endPoint, String protocol) {
        super(connector, configuration, endPoint);
        this.protocol = protocol;
    }

    /// Has [#onFillable] called when there is something to read, or the other side has ended.
    protected final void awaitFillable() {
        getEndPoint().tryFillInterested(fillable);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        awaitFillable();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        getEndPoint().close(cause);
    }

    @Override
    public String getId() {
        return protocol + '-' + id;
    }

    @Override
    public HttpVersion getHttpVersion() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public boolean isPersistent() {
        return false;
    }

    @Override
    public @Nullable Object removeAttribute(String name) {
        return attributes.removeAttribute(name);
    }

    @Override
    public @Nullable Object setAttribute(String name, Object attribute) {
        return attributes.setAttribute(name, attribute);
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNameSet() {
        return attributes.getAttributeNameSet();
    }

    @Override
    public void clearAttributes() {
        attributes.clearAttributes();
    }

    private final class Fillable implements Callback {

        @Override
        public void succeeded() {
            onFillable();
        }

        @Override
        public void failed(Throwable cause) {
            onFillInterestedFailed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
