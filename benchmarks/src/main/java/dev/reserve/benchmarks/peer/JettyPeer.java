package dev.reserve.benchmarks.peer;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/// Jetty as it comes: its own listener, its own pool of threads.
public final class JettyPeer {

    private JettyPeer() {}

    public static void main(String... arguments) throws Exception {
        Hello hello = Hello.parse(arguments);
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setPort(hello.port());
        connector.setAcceptQueueSize(Hello.BACKLOG);
        connector.setIdleTimeout(Hello.IDLE.toMillis());
        server.addConnector(connector);
        server.setHandler(hello.blocking() ? new Blocking() : new NonBlocking());
        server.start();
        server.join();
    }

    private static final class NonBlocking extends Handler.Abstract.NonBlocking {

        private final byte[] text = Hello.text();

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Hello.TYPE);
            response.write(true, ByteBuffer.wrap(text), callback);
            return true;
        }
    }

    private static final class Blocking extends Handler.Abstract {

        private final byte[] text = Hello.text();

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Hello.TYPE);
            Content.Sink.write(response, true, ByteBuffer.wrap(text));
            callback.succeeded();
            return true;
        }
    }
}
