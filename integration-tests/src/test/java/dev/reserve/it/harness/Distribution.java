package dev.reserve.it.harness;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Where the distribution under test is, and the checkout that it was built from.
public final class Distribution {

    private Distribution() {}

    public static Path home() {
        return directory("reserve.dist");
    }

    public static Path checkout() {
        return directory("reserve.checkout");
    }

    /// A script of the distribution, such as `reserve`.
    public static String bin(String command) {
        return home().resolve("bin").resolve(command).toString();
    }

    /// What an app is compiled against, as a class path.
    public static String apiClassPath() {
        return Stream.of("bundles/10/dev.reserve.api.jar", "lib/org.apache.felix.framework.jar", "lib/slf4j-api.jar",
                "lib/org.osgi.service.log.jar",
                "bundles/05/org.apache.felix.healthcheck.api.jar").map(jar -> home().resolve(jar).toString()).collect(joining(":"));
    }

    /// The class path to compile a sub-app against: what the http bundle has in it.
    public static String httpClassPath() {
        return HttpJars.paths() + ":" + home().resolve("lib/org.apache.felix.framework.jar");
    }

    /// The jars in the http bundle, unpacked once.
    private static final class HttpJars {

        private static final String PATHS = unpack();

        static String paths() {
            return PATHS;
        }

        private static String unpack() {
            Path bundle = home().resolve("bundles/15/dev.reserve.http.jar");
            StringJoiner paths = new StringJoiner(":").add(bundle.toString());
            try (JarFile jar = new JarFile(bundle.toFile())) {
                Path directory = Files.createTempDirectory("http-class-path");
                directory.toFile().deleteOnExit();
                for (JarEntry entry : jar.stream().filter(each -> each.getName().startsWith("lib/") && each.getName().endsWith(".jar"))
                        .toList()) {
                    Path file = directory.resolve(entry.getName().substring("lib/".length()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                    file.toFile().deleteOnExit();
                    paths.add(file.toString());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return paths.toString();
        }
    }

    private static Path directory(String property) {
        String value = System.getProperty(property);
        if (value == null || !Files.isDirectory(Path.of(value))) {
            throw new IllegalStateException(
                    "the system property " + property + " is " + value + "; expected a directory: run the tests with Maven");
        }
        return Path.of(value);
    }
}
