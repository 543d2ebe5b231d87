package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The bundle that has Jetty in it.
class HttpBundleIT {

    @Test
    void itIsActiveInARunningServer(@TempDir Path directory) {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "echo")) {
            ServerProcess.Outcome bundles = server.ctl("lb", "-s");
            assertTrue(bundles.output().lines().anyMatch(line -> line.contains("Active") && line.contains("dev.reserve.http ")),
                    bundles.output());
        }
    }

    @Test
    void itExportsTheContractAndJettyWithoutItsInternals() throws IOException {
        List<String> exported = packages("Export-Package");
        assertTrue(exported.containsAll(List.of("dev.reserve.http", "org.eclipse.jetty.server", "org.eclipse.jetty.server.handler",
                "org.eclipse.jetty.http", "org.eclipse.jetty.io", "org.eclipse.jetty.util", "org.eclipse.jetty.http2",
                "org.eclipse.jetty.compression.server",
                "org.eclipse.jetty.websocket.api", "org.eclipse.jetty.websocket.server")), exported.toString());
        assertEquals(List.of("dev.reserve.http.spi"), // which nobody gets who does not ask for what is internal
                exported.stream().filter(name -> name.contains("internal") || name.startsWith("dev.reserve.http.")).toList());
        assertTrue(header("Export-Package").matches(".*\\bdev\\.reserve\\.http\\.spi;[^,]*reserve=internal;[^,]*mandatory:=reserve\\b.*"));
    }

    @Test
    void itTakesJettyFromNobodyElse() throws IOException {
        List<String> imported = packages("Import-Package");
        assertTrue(imported.contains("org.slf4j"), imported.toString());
        assertEquals(List.of(), imported.stream().filter(name -> name.startsWith("org.eclipse.jetty")).toList());
    }

    /// The names of the packages in a header of the bundle's manifest.
    private static List<String> packages(String header) throws IOException {
        return Pattern.compile(",").splitAsStream(header(header).replaceAll("\"[^\"]*\"", ""))
                .map(clause -> clause.replaceFirst(";.*", "")).toList();
    }

    private static String header(String name) throws IOException {
        try (JarFile jar = new JarFile(Distribution.home().resolve("bundles/15/dev.reserve.http.jar").toFile())) {
            return jar.getManifest().getMainAttributes().getValue(new Attributes.Name(name));
        }
    }
}
