package dev.reserve.example.hello;

import dev.reserve.app.ReserveApp;
import dev.reserve.http.HttpApp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/// The sub-app `hello` of `http`: answers every request with a greeting.
///
/// Its arguments, if there are any, joined by blanks, are what it greets with: `hello good day` answers `good day`.
///
/// The bundle names this class as its activator; the framework makes one object of it when it starts the bundle.
public final class Hello implements BundleActivator, HttpApp {

    /// Registers the sub-app under its name. That is all it takes to be launched.
    @Override
    public void start(BundleContext context) {
        context.registerService(HttpApp.class, this, FrameworkUtil.asDictionary(Map.of(ReserveApp.NAME, "hello")));
    }

    /// The framework takes the registration back by itself.
    @Override
    public void stop(BundleContext context) {}

    @Override
    public Handler launch(String... args) {
        String greeting = args.length == 0 ? "hello" : String.join(" ", args);
        return new Greeter((greeting + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Runs on the thread that reads from the network, so it must not wait. If yours has to, extend [Handler.Abstract] instead.
    private static final class Greeter extends Handler.Abstract.NonBlocking {
        private final byte[] greeting;

        Greeter(byte[] greeting) {
            this.greeting = greeting;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            response.write(true, ByteBuffer.wrap(greeting), callback);
            return true;
        }
    }
}
