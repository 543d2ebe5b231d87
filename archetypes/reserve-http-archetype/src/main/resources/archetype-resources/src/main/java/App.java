package ${package};

import dev.reserve.http.HttpApp;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Component;

/// Greets the name that is the last part of the path. The arguments, joined by blanks, are the greeting.
@Component(property = "reserve.app=${artifactId}")
public final class App implements HttpApp {

    /// Called once for each version. What can fail is best tried here: the version before goes on if this throws.
    @Override
    public Handler launch(String... args) {
        return new Greeter(args.length == 0 ? "hello" : String.join(" ", args));
    }

    /// Called on the thread that reads from the network: it must not wait. One that has to extends Handler.Abstract.
    private static final class Greeter extends Handler.Abstract.NonBlocking {

        private final String greeting;

        Greeter(String greeting) {
            this.greeting = greeting;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            String name = path.substring(path.lastIndexOf('/') + 1);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
            Content.Sink.write(response, true, greeting + ", " + (name.isEmpty() ? "world" : name) + "\n", callback);
            return true;
        }
    }
}
