package dev.reserve.http.engine;

import java.util.function.BooleanSupplier;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Compresses answers on their way out, for clients that accept gzip, if it is on.
final class Gzip extends Handler.Wrapper {

    /// Smaller answers fit into one packet as they are.
    private static final int MIN_BYTES = 1024;

    private final Handler plain;
    private final BooleanSupplier on;

    /// @param on asked for each request
    Gzip(Handler plain, BooleanSupplier on) {
        super(compressing(plain));
        this.plain = plain;
        this.on = on;
    }

    private static Handler compressing(Handler plain) {
        GzipCompression gzip = new GzipCompression();
        gzip.setMinCompressSize(MIN_BYTES);
        CompressionHandler handler = new CompressionHandler();
        handler.putCompression(gzip);
        handler.putConfiguration("/*", CompressionConfig.builder().defaults().build());
        handler.setHandler(plain);
        return handler;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        return on.getAsBoolean() ? super.handle(request, response, callback) : plain.handle(request, response, callback);
    }
}
