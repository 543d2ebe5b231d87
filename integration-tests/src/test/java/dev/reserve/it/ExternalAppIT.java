package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An app from outside: compiled with plain `javac`, packed with plain `jar`, its manifest written by hand.
class ExternalAppIT {

    private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");

    @Test
    void anAppMadeWithNothingButTheJdkServes(@TempDir Path directory) throws Exception {
        Path source = Files.createDirectories(directory.resolve("src/org/elsewhere")).resolve("Clock.java");
        Files.writeString(source, """
                package org.elsewhere;

                import dev.reserve.app.*;
                import java.nio.ByteBuffer;
                import java.util.*;
                import org.osgi.framework.*;

                public class Clock implements BundleActivator {
                    public void start(BundleContext context) {
                        ReserveApp app = args -> {
                            Format format = new Format(args);
                            return (socket, client, server) -> socket.write(ByteBuffer.wrap(format.now().getBytes()));
                        };
                        context.registerService(ReserveApp.class, app, new Hashtable<>(Map.of(ReserveApp.NAME, "clock")));
                    }

                    public void stop(BundleContext context) {
                    }

                    record Format(String... words) {
                        String now() {
                            return "it is " + String.join(" ", words) + "\\n";
                        }
                    }
                }
                """);
        Path manifest = directory.resolve("manifest");
        Files.writeString(manifest, """
                Bundle-ManifestVersion: 2
                Bundle-SymbolicName: org.elsewhere.clock
                Bundle-Version: 0.1
                Bundle-Activator: org.elsewhere.Clock
                Import-Package: dev.reserve.app, org.osgi.framework
                """);
        run(directory, "javac", "-cp", Distribution.apiClassPath(), "-d", "classes", source.toString());
        run(directory, "jar", "cfm", "clock.jar", manifest.toString(), "-C", "classes", ".");

        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "clock", "late")) {
            Files.move(directory.resolve("clock.jar"), server.deploy().resolve("clock.jar"), StandardCopyOption.ATOMIC_MOVE);
            try (Client client = server.connect("web")) {
                assertEquals("it is late", client.receive().orElseThrow());
            }
            assertEquals("0.1.0", server.awaitArtifact("clock.jar", "current").get("bundleVersion").getAsString());
        }
    }

    private static void run(Path directory, String tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(TOOLS.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        ServerProcess.Outcome outcome = ServerProcess.run(directory, command, Map.of());
        assertEquals(0, outcome.exit(), outcome.output());
    }
}
