package dev.reserve.it.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/// A bundle that adds a kind of artifact: sub-apps that answer every request with what stands in `NAME.page`, or in `index.page` in a folder.
public final class PageKind {

    private PageKind() {}

    /// Copies the distribution into `directory`, with the bundle in it; gives its home.
    public static Path distribution(Path directory) throws IOException {
        Path home = directory.resolve("dist");
        Path original = Distribution.home();
        Files.walkFileTree(original, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(home.resolve(original.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, home.resolve(original.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.write(home.resolve("bundles/20/test.pages.jar"), bundle());
        return home;
    }

    private static byte[] bundle() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/MANIFEST.MF", """
                Manifest-Version: 1.0
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: test.pages
                Bundle-Version: 1.0.0
                Bundle-Activator: test.App
                Import-Package: dev.reserve.core.hosting;reserve=internal,dev.reserve.http,
                 org.osgi.framework,org.eclipse.jetty.io,org.eclipse.jetty.server,org.eclipse.jetty.util

                """.getBytes(UTF_8));
        entries.putAll(
                Jars.compiled(SOURCE, Distribution.httpClassPath() + ":" + Distribution.home().resolve("bundles/10/dev.reserve.core.jar")));
        return Jars.jar(entries);
    }

    private static final String SOURCE = """
            package test;

            import dev.reserve.core.hosting.*;
            import dev.reserve.http.HttpApp;
            import java.nio.file.*;
            import java.util.Map;
            import org.eclipse.jetty.io.Content;
            import org.eclipse.jetty.server.*;
            import org.eclipse.jetty.util.Callback;
            import org.osgi.framework.*;

            public class App implements BundleActivator, ArtifactKind {
                public void start(BundleContext context) {
                    context.getService(context.getServiceReference(Host.class)).add(this);
                }

                public void stop(BundleContext context) {}

                public String expected() {
                    return "NAME.page, a folder with index.page in it";
                }

                public Look look(String name, Path path) {
                    return Files.isDirectory(path)
                            ? Files.exists(path.resolve("index.page")) ? new Look.App(name) : new Look.Foreign()
                            : name.endsWith(".page") ? new Look.App(name.replace(".page", "")) : new Look.Foreign();
                }

                public Offer offer(String app, Path copy) {
                    Path page = Files.isDirectory(copy) ? copy.resolve("index.page") : copy;
                    HttpApp service = args -> {
                        if (Files.readString(page).isBlank()) {
                            throw new IllegalStateException("the page is blank");
                        }
                        return new Handler.Abstract() {
                            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                                String words = args.length == 0 ? "" : " " + String.join(" ", args);
                                Content.Sink.write(response, true, Files.readString(page).strip() + words, callback);
                                return true;
                            }
                        };
                    };
                    return new Offer(HttpApp.class.getName(), app, Map.of(), service, App.class.getClassLoader());
                }

                public boolean leavesOut(Path entry) {
                    return entry.endsWith("cache");
                }
            }
            """;
}
