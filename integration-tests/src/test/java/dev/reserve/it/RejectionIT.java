package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Jars;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One server, and one app that serves throughout.
class RejectionIT {

    private static final AppJar GOOD = AppJar.answering("app", "good");

    private static ServerProcess server;
    private static Client open;
    private static String serving;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"));
        GOOD.dropInto(server.deploy(), "app.jar");
        open = server.connect("web");
        assertEquals("good a", open.exchange("a"));
        serving = server.version("web");
    }

    @AfterAll
    static void stop() throws IOException {
        open.close();
        server.close();
    }

    /// What does not become an app, and what the reason has to say.
    static Stream<Arguments> unfit() {
        byte[] good = GOOD.bytes();
        return Stream.of(arguments("no zip", "no zip at all".getBytes(UTF_8), "not a whole jar: zip END header"), //
                arguments("empty", new byte[0], "not a whole jar: zip file is empty"), //
                arguments("truncated", Arrays.copyOf(good, good.length - 10), "not a whole jar"), //
                arguments("no manifest", Jars.jar(Map.of("a.txt", new byte[]{1})), "no META-INF/MANIFEST.MF"), //
                arguments("no symbolic name", GOOD.header("Bundle-SymbolicName", "").bytes(), "Bundle-SymbolicName"), //
                arguments("bad version", GOOD.version("one.two").bytes(), "one.two"), //
                arguments("unresolvable import", GOOD.header("Import-Package", "dev.reserve.app,org.osgi.framework,no.such.thing").bytes(),
                        "package no.such.thing is imported, and nothing here exports it"),
                arguments("import in another version",
                        GOOD.header("Import-Package", "dev.reserve.app,org.osgi.framework,org.slf4j;version=\"[3,4)\"").bytes(),
                        "of the server, wanted [3.0.0,4.0.0)"),
                arguments("internal package",
                        GOOD.header("Import-Package", "dev.reserve.app,org.osgi.framework,dev.reserve.core.admin").bytes(),
                        "exports it only to those who ask with reserve=internal"),
                arguments("newer Java",
                        GOOD.header("Require-Capability", "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=99))\"").bytes(),
                        "it is built for Java 99, and this server runs on Java "),
                arguments("package that is not imported", GOOD.start("org.slf4j.LoggerFactory.getLogger(\"x\");").bytes(),
                        "package org.slf4j is neither imported nor in the bundle; the server exports it in version 2."),
                arguments("the same in launch", GOOD.launch("org.slf4j.LoggerFactory.getLogger(\"x\"); return null;").bytes(),
                        "package org.slf4j is neither imported nor in the bundle; the server exports it in version 2."),
                arguments("no activator class", GOOD.header("Bundle-Activator", "test.Missing").bytes(), "test.Missing"), //
                arguments("no app any more", GOOD.header("Bundle-Activator", "").bytes(),
                        "it offers no app, while what it is to replace offers app: its manifest has neither Service-Component nor"), //
                arguments("start throws", GOOD.start("if (true) throw new java.io.IOException(\"no disk\");").bytes(), "no disk"), //
                arguments("start throws an error", GOOD.start("if (true) throw new AssertionError(\"wrong\");").bytes(), "wrong"), //
                arguments("launch throws", GOOD.launch("throw new IllegalArgumentException(\"no port\");").bytes(), "no port"), //
                arguments("launch returns null", GOOD.launch("return null;").bytes(), "returned null"), //
                arguments("out of memory", GOOD.launch("throw new OutOfMemoryError(\"full\");").bytes(), "OutOfMemoryError: full"), //
                arguments("stack overflow", GOOD.launch("return launch(args);").bytes(), "StackOverflowError"), //
                arguments("linkage", GOOD.launch("throw new LinkageError(\"unlinked\");").bytes(), "LinkageError: unlinked"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfit")
    void anOverwritingJarThatIsUnfitIsRejectedAndTheOldOneGoesOn(String what, byte[] content, String reason) throws Exception {
        replace("app.jar", content);
        assertRejected("app.jar", reason);
        GOOD.dropInto(server.deploy(), "app.jar");
        server.awaitArtifact("app.jar", "current");
        assertUndisturbed();
    }

    @Test
    void aNewJarThatIsUnfitIsRejectedAndGoneWithItsFile() throws Exception {
        GOOD.version("2.0.0").launch("throw new IllegalStateException(\"too new\");").dropInto(server.deploy(), "newer.jar");
        assertRejected("newer.jar", "too new");
        Files.delete(server.deploy().resolve("newer.jar"));
        server.awaitThat("newer.jar is gone", () -> server.find("artifacts", "file", "newer.jar").isEmpty());
        assertUndisturbed();
    }

    @Test
    void aFileThatIsNoJarIsRejected() throws Exception {
        Files.writeString(server.deploy().resolve("notes.txt"), "milk, bread");
        assertRejected("notes.txt", "expected NAME.jar");
    }

    @Test
    void aDirectoryIsRejected() throws Exception {
        Path folder = Files.createDirectory(server.deploy().resolve("folder.jar"));
        Files.writeString(folder.resolve("a.txt"), "a");
        assertRejected("folder.jar", "not a file");
    }

    @Test
    void aRejectedJarThatIsOverwrittenByAGoodOneIsAccepted() throws Exception {
        replace("second.jar", "broken".getBytes(UTF_8));
        assertRejected("second.jar", "not a whole jar");
        AppJar.answering("second", "second").dropInto(server.deploy(), "second.jar");
        JsonObject second = server.awaitArtifact("second.jar", "waiting");
        assertTrue(second.get("reason").getAsString().contains("no listener is bound to app second"), second.toString());
        assertUndisturbed();
    }

    private static void assertRejected(String file, String reason) throws IOException {
        server.awaitThat(file + " is rejected: " + reason,
                () -> server.find("artifacts", "file", file).filter(artifact -> artifact.get("state").getAsString().equals("rejected"))
                        .filter(artifact -> artifact.get("reason").getAsString().contains(reason)).isPresent());
        assertTrue(server.log().lines().anyMatch(line -> line.contains("artifact " + file + ": rejected") && line.contains(reason)),
                server.log());
        assertUndisturbed();
    }

    private static void assertUndisturbed() throws IOException {
        assertEquals(serving, server.version("web"));
        assertEquals("good y", server.answer("web", "y"));
        assertEquals("good z", open.exchange("z"));
    }

    private static void replace(String file, byte[] content) throws IOException {
        Path part = server.deploy().resolve(file + ".part");
        Files.write(part, content);
        Files.move(part, server.deploy().resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
