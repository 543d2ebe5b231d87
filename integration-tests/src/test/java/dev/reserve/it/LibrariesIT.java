package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the server has for apps besides its own API: SLF4J, the interfaces of health checks.
class LibrariesIT {

    private static final String IMPORTS = "dev.reserve.app, org.osgi.framework, ";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"[2.0,3)", "[1.7,2)", "2.0.16"})
    void whatAnAppLogsWithSlf4jIsInTheLogOfTheServer(String range) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            logging(range).dropInto(server.deploy(), "app.jar");
            try (Client client = server.connect("web")) {
                assertEquals("one a", client.exchange("a"));
            }
            server.awaitLog("WARN  App launched with 0 arguments");
            server.awaitLog("INFO  elsewhere for the record");
            server.awaitLog("java.io.IOException: no cause, for show");
            assertFalse(server.log().contains("too fine to see"), server.log());
            assertFalse(server.log().contains("SLF4J"), server.log()); // which tells of a missing or second backend
        }
    }

    @Test
    void slf4jIsNotLoadedBeforeAnAppLogs() throws Exception {
        Path classes = directory.resolve("classes");
        try (ServerProcess server = ServerProcess.start(directory, ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0"),
                Map.of("RESERVE_JAVA_OPTS", "-XX:AOTMode=off -Xlog:class+load:file=" + classes + "::filecount=0")).awaitServing()) {
            AppJar.answering("app", "one").dropInto(server.deploy(), "app.jar");
            try (Client client = server.connect("web")) {
                assertEquals("one a", client.exchange("a"));
            }
            assertTrue(Files.readString(classes).contains(" test.App "));
            assertFalse(Files.readString(classes).contains(" org.slf4j."));
            logging("[2.0,3)").dropInto(server.deploy(), "app.jar");
            server.awaitLog("WARN  App launched with 0 arguments");
            server.awaitThat("SLF4J is loaded", () -> Files.readString(classes).contains(" org.slf4j.LoggerFactory "));
        }
    }

    @Test
    void anAppMayOfferHealthChecks() throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"))) {
            AppJar.answering("app", "one").header("Import-Package", IMPORTS + "org.apache.felix.hc.api;version=\"[2.0,3)\"").start("""
                    org.apache.felix.hc.api.HealthCheck check = () -> new org.apache.felix.hc.api.Result(
                            org.apache.felix.hc.api.Result.Status.OK, "well");
                    context.registerService(org.apache.felix.hc.api.HealthCheck.class, check, null);
                    System.getLogger("checked").log(System.Logger.Level.INFO, check.execute().getStatus().toString());
                    """).dropInto(server.deploy(), "app.jar");
            try (Client client = server.connect("web")) {
                assertEquals("one a", client.exchange("a"));
            }
            server.awaitLog("INFO  checked OK");
        }
    }

    private static AppJar logging(String range) {
        return AppJar.answering("app", "one").header("Import-Package", IMPORTS + "org.slf4j;version=\"" + range + "\"").launch("""
                org.slf4j.LoggerFactory.getLogger(App.class).warn("launched with {} arguments", args.length);
                org.slf4j.LoggerFactory.getLogger("some.where.elsewhere").info("for the record", new java.io.IOException("no cause, for show"));
                org.slf4j.LoggerFactory.getLogger(App.class).debug("too fine to see");
                return answering("one");
                """);
    }
}
