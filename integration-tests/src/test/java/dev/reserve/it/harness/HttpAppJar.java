package dev.reserve.it.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A sub-app's jar, made on the spot: a class `test.App`, compiled against what the http bundle exports, and a manifest written by hand.
///
/// Immutable: each method gives another jar.
///
/// @param properties more service properties, as Java expressions in `Map.of(…)`
/// @param launch the body of `Handler launch(String... args) throws Exception`
public record HttpAppJar(String app, String properties, String launch) {

    /// A sub-app that answers each request with a word and the path within its mount, without blocking.
    public static HttpAppJar answering(String app, String word) {
        return new HttpAppJar(app, "", "return handler((request, response, callback) -> text(response, callback, \"" + word
                + " \" + Request.getPathInContext(request)));");
    }

    public HttpAppJar properties(String next) {
        return new HttpAppJar(app, next, launch);
    }

    public HttpAppJar launch(String body) {
        return new HttpAppJar(app, properties, body);
    }

    /// With the body of a handler that does not block: `request`, `response` and `callback` are there, and `text(response, callback, "…")`.
    public HttpAppJar handling(String body) {
        return launch("return handler((request, response, callback) -> {" + body + "});");
    }

    /// The same for a handler that may block.
    public HttpAppJar blocking(String body) {
        return launch("return blocking((request, response, callback) -> {" + body + "});");
    }

    /// Writes the jar beside its destination and moves it there, as one should.
    public void dropInto(Path directory, String file) {
        Jars.drop(bytes(), directory, file);
    }

    private byte[] bytes() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/MANIFEST.MF", ("Manifest-Version: 1.0\nBundle-ManifestVersion: 2\nBundle-SymbolicName: test." + app
                + "\nBundle-Version: 1.0.0\nBundle-Activator: test.App\nImport-Package: dev.reserve.http,org.osgi.framework,org.eclipse.jetty.io,"
                + "\n org.eclipse.jetty.server,org.eclipse.jetty.util,org.eclipse.jetty.http,org.eclipse.jetty.server.handler,"
                + "\n org.eclipse.jetty.websocket.server,org.eclipse.jetty.websocket.api,org.eclipse.jetty.util.thread,\n org.eclipse.jetty.util.component\n\n")
                .getBytes(StandardCharsets.UTF_8));
        entries.putAll(Jars.compiled(source(), Distribution.httpClassPath()));
        return Jars.jar(entries);
    }

    private String source() {
        return """
                package test;

                import dev.reserve.http.HttpApp;
                import java.util.Hashtable;
                import java.util.Map;
                import org.eclipse.jetty.io.Content;
                import org.eclipse.jetty.server.Handler;
                import org.eclipse.jetty.server.Request;
                import org.eclipse.jetty.server.Response;
                import org.eclipse.jetty.util.Callback;
                import org.eclipse.jetty.websocket.api.Session;
                import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
                import org.osgi.framework.BundleActivator;
                import org.osgi.framework.BundleContext;

                public class App implements BundleActivator, HttpApp {

                    public interface Answer {
                        void to(Request request, Response response, Callback callback) throws Exception;
                    }

                    public void start(BundleContext context) throws Exception {
                        Hashtable<String, Object> properties = new Hashtable<>(Map.of(%s));
                        properties.put("reserve.app", "%s");
                        context.registerService(HttpApp.class, this, properties);
                    }

                    public void stop(BundleContext context) {}

                    public Handler launch(String... args) throws Exception {
                        %s
                    }

                    static Handler handler(Answer answer) {
                        return new Handler.Abstract.NonBlocking() {
                            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                                answer.to(request, response, callback);
                                return true;
                            }
                        };
                    }

                    static Handler blocking(Answer answer) {
                        return new Handler.Abstract() {
                            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                                answer.to(request, response, callback);
                                return true;
                            }
                        };
                    }

                    static void text(Response response, Callback callback, String text) {
                        Content.Sink.write(response, true, text, callback);
                    }

                    public static class Echo implements Session.Listener.AutoDemanding {
                        private Session session;
                        public void onWebSocketOpen(Session opened) { session = opened; }
                        public void onWebSocketText(String text) {
                            session.sendText(text, org.eclipse.jetty.websocket.api.Callback.NOOP);
                        }
                        public void onWebSocketError(Throwable cause) {}
                    }
                }
                """.formatted(properties, app, launch);
    }
}
