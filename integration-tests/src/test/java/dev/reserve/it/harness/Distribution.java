package dev.reserve.it.harness;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
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

    public static Path httpBundle() {
        return home().resolve("bundles/15/dev.reserve.http.jar");
    }

    /// The class path to compile a sub-app against: the http bundle has all of Jetty in it.
    public static String httpClassPath() {
        return httpBundle() + ":" + home().resolve("lib/org.apache.felix.framework.jar");
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
