package dev.reserve.benchmarks.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import org.xnio.Options;

/// Undertow: an answer from its I/O threads, or from its workers.
public final class UndertowPeer {

    private UndertowPeer() {}

    public static void main(String... arguments) {
        Hello hello = Hello.parse(arguments);
        Undertow.builder().addHttpListener(hello.port(), Hello.HOST).setSocketOption(Options.BACKLOG, Hello.BACKLOG)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) Hello.IDLE.toMillis())
                .setHandler(hello.blocking() ? blocking() : nonBlocking()).build().start();
    }

    private static HttpHandler nonBlocking() {
        byte[] text = Hello.text();
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Hello.TYPE);
            exchange.getResponseSender().send(ByteBuffer.wrap(text));
        };
    }

    private static HttpHandler blocking() {
        byte[] text = Hello.text();
        return new BlockingHandler(exchange -> {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, Hello.TYPE);
            exchange.setResponseContentLength(text.length);
            exchange.getOutputStream().write(text);
        });
    }
}
