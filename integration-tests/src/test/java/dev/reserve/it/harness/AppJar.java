package dev.reserve.it.harness;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// An app's jar, made on the spot: a class `test.App` compiled against the API alone, and a manifest written by hand.
///
/// Immutable: each method gives another jar.
public record AppJar(String app, String version, Map<String, String> headers, String start, String launch) {

    /// An app that answers each line with `WORD ` and the line.
    public static AppJar answering(String app, String word) {
        return new AppJar(app, "1.0.0", Map.of(), "", "return test.App.answering(\"%s\");".formatted(word));
    }

    public AppJar version(String next) {
        return new AppJar(app, next, headers, start, launch);
    }

    /// With a manifest header set, or left out if the value is empty.
    public AppJar header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new AppJar(app, version, more, start, launch);
    }

    /// With statements that the activator runs before it registers the app.
    public AppJar start(String statements) {
        return new AppJar(app, version, headers, statements, launch);
    }

    /// With another body of `ConnectionHandler launch(String... args) throws Exception`.
    public AppJar launch(String body) {
        return new AppJar(app, version, headers, start, body);
    }

    /// Writes the jar beside its destination and moves it there, as one should.
    public void dropInto(Path directory, String file) {
        Jars.drop(bytes(), directory, file);
    }

    public byte[] bytes() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/MANIFEST.MF", manifest().getBytes(StandardCharsets.UTF_8));
        entries.putAll(Jars.compiled(source(), Distribution.apiClassPath()));
        return Jars.jar(entries);
    }

    private String manifest() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Manifest-Version", "1.0");
        all.put("Bundle-ManifestVersion", "2");
        all.put("Bundle-SymbolicName", "test." + app);
        all.put("Bundle-Version", version);
        all.put("Bundle-Activator", "test.App");
        all.put("Import-Package", "dev.reserve.app, org.osgi.framework");
        all.putAll(headers);
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(value.isEmpty() ? "" : name + ": " + value + "\n"));
        return text.append("\n").toString();
    }

    private String source() {
        return """
                package test;

                import dev.reserve.app.ConnectionHandler;
                import dev.reserve.app.ReserveApp;
                import dev.reserve.app.Server;
                import java.io.BufferedReader;
                import java.nio.ByteBuffer;
                import java.nio.channels.SocketChannel;
                import java.nio.charset.StandardCharsets;
                import org.osgi.framework.BundleActivator;
                import org.osgi.framework.BundleContext;

                public class App implements BundleActivator, ReserveApp {
                    public void start(BundleContext context) throws Exception {
                        %s
                        java.util.Hashtable<String, Object> properties = new java.util.Hashtable<>();
                        properties.put(ReserveApp.NAME, "%s");
                        String listener = context.getBundle().getHeaders().get("Test-Listener");
                        if (listener != null) {
                            properties.put(ReserveApp.LISTENER, listener);
                        }
                        context.registerService(ReserveApp.class, this, properties);
                    }

                    public void stop(BundleContext context) {}

                    public ConnectionHandler launch(String... args) throws Exception {
                        %s
                    }

                    static ConnectionHandler answering(String word) {
                        return (socket, client, server) -> {
                            BufferedReader in = lines(socket);
                            for (String line = in.readLine(); line != null; line = in.readLine()) {
                                say(socket, word + " " + line);
                            }
                        };
                    }

                    static BufferedReader lines(SocketChannel socket) {
                        return new BufferedReader(java.nio.channels.Channels.newReader(socket, StandardCharsets.UTF_8));
                    }

                    static void say(SocketChannel socket, String line) throws java.io.IOException {
                        ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\\n");
                        while (bytes.hasRemaining()) {
                            socket.write(bytes);
                        }
                    }
                }
                """.formatted(start, app, launch);
    }
}
