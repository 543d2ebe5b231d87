package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Projects made from the templates, built with a Maven that has what the build of the checkout has, an empty local repository, and no network.
class TemplatesIT {

    private static final Pattern GENERATE = Pattern.compile("(?m)^    mvn archetype:generate .*\\\\\\n.*$");

    /// What Maven keeps there serves the later tests.
    @TempDir
    private static Path maven = Path.of("");

    @TempDir
    private Path directory = Path.of("");

    @BeforeAll
    static void installMaven() throws IOException {
        String program = Peer.program("mvn");
        Path settings = Files.writeString(maven.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror>
                      <id>build</id>
                      <mirrorOf>*,!reserve,!archetype</mirrorOf>
                      <url>file://%s</url>
                    </mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>archetype</id>
                      <activation><activeByDefault>true</activeByDefault></activation>
                      <repositories>
                        %s
                      </repositories>
                    </profile>
                  </profiles>
                </settings>
                """.formatted(maven.resolve("repository"), System.getProperty("maven.repository"),
                Guide.listings("new-app.md", "xml").getFirst().replace("/path/to/reserve", Distribution.home().toString())));
        Path script = Files.writeString(Files.createDirectory(maven.resolve("bin")).resolve("mvn"),
                "#!/bin/sh\nexec '" + program + "' -B -s '" + settings + "' \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
    }

    @BeforeEach
    void link() throws IOException {
        Files.createSymbolicLink(directory.resolve("reservectl"), Path.of(Distribution.bin("reservectl")));
    }

    @Test
    void theGuideLeadsFromNothingToASwappingApp() throws IOException {
        new Guide("new-app.md", directory, inTheFolder()).followAll(server -> {
            server.awaitArtifact("greeter.jar", "current");
            Outcome again = ServerProcess.run(directory, List.of("./reservectl", "new", "app", "greeter"), environment());
            assertEquals("reservectl: greeter is not empty; expected no such directory, or an empty one\n", again.output());
            assertEquals(73, again.exit());
        });
    }

    @Test
    void aWebApplicationIsTestedPackedAndServed() throws IOException {
        make("shop", "--http", "--package", "org.example.shop");
        try (ServerProcess server = ServerProcess.launched(directory.resolve("server"), List.of("-b", "web=127.0.0.1:0"), "http")) {
            String built = run("mvn", "-f", "shop", "verify", "reserve:deploy", "-Dreserve.data=" + server.data(), "-Dreserve.as=shop.jar");
            assertTrue(built.contains("Running org.example.shop.AppTest") && built.contains("Running org.example.shop.AppIT"), built);
            assertTrue(Files.exists(directory.resolve("shop/target/shop-1.0.0.jar")));
            server.awaitArtifact("shop.jar", "current");
        }
        Path own = Files.createDirectory(directory.resolve("own"));
        try (ServerProcess server = ServerProcess.start(own, List.of(maven.resolve("bin/mvn").toString(), "-f",
                directory.resolve("shop").toString(), "reserve:run", "-Dreserve.bind=web=127.0.0.1:0", "-Dreserve.directory=" + own,
                "-Dmaven.test.skip"), environment()).awaitServing()) {
            server.awaitArtifact("shop-1.0.0.jar", "current");
            assertEquals("hello, world\n", RawHttp.get(server.address("web"), "/shop/").text());
            assertEquals(0, server.ctl("shutdown").exit());
            assertEquals(0, server.awaitExit()); // Maven
        }
    }

    @Test
    void aLibraryGetsIntoTheJarAsTheReasonAndTheGuideSay() throws IOException {
        make("notes");
        edit("notes/src/main/java/notes/App.java", "String greeting", "org.commonmark.parser.Parser.builder().build().parse(\"*n*\");\n$0");
        edit("notes/pom.xml", "<dependencies>",
                "$0<dependency><groupId>org.commonmark</groupId><artifactId>commonmark</artifactId><version>"
                        + System.getProperty("commonmark.version") + "</version></dependency>");
        String manifest = Files.readString(directory.resolve("notes/bnd.bnd"));
        try (ServerProcess server = ServerProcess.launched(directory.resolve("server"), List.of("-b", "web=127.0.0.1:0"), "notes")) {
            String data = "-Dreserve.data=" + server.data();
            assertNotEquals(0, outcome("mvn", "-f", "notes", "package", "reserve:deploy", "-Dmaven.test.skip", data).exit());
            String reason = server.awaitArtifact("notes-1.0.0.jar", "rejected").get("reason").getAsString();
            assertTrue(reason.contains("package org.commonmark.parser is imported, and nothing here exports it. Pack it into the bundle "
                    + "(bnd.bnd: -conditionalpackage: org.commonmark.parser.*)"), reason);
            List<String> ways = Guide.listings("apps.md", "bnd");
            assertEquals(2, ways.size());
            for (String way : ways) {
                Files.writeString(directory.resolve("notes/bnd.bnd"), manifest + way);
                run("mvn", "-f", "notes", "package", "reserve:deploy", "-Dmaven.test.skip", data);
                server.awaitArtifact("notes-1.0.0.jar", "current");
            }
        }
    }

    @Test
    void theTutorialLeadsFromAWebApplicationToASwap() throws IOException {
        String python = Python.with("flask", "python3-flask");
        Peer.program("curl");
        Map<String, String> environment = inTheFolder();
        environment.merge("PATH", Path.of(python).resolveSibling("").toString(), (path, more) -> more + ":" + path);
        new Guide("tutorial.md", directory, environment).followAll(server -> server.awaitArtifact("shop.jar", "current"));
    }

    @Test
    void theArchetypesMakeTheSameProjects() throws IOException {
        String plugin = "org.apache.maven.plugins:maven-archetype-plugin:" + System.getProperty("archetype.version") + ":generate";
        for (String kind : List.of("app", "http")) {
            make(kind, kind.equals("http") ? "--http" : "--package=" + kind);
            String command = GENERATE.matcher(Guide.text("new-app.md")).results().findFirst().orElseThrow().group();
            run("sh", "-ec", command.replace("archetype:generate", plugin + " -DoutputDirectory=generated").replace("greeter", kind)
                    .replace("reserve-app-archetype", "reserve-" + kind + "-archetype")
                    .replace("/path/to/reserve", Distribution.home().toString()));
            assertEquals(files(directory.resolve(kind)), files(directory.resolve("generated").resolve(kind)));
        }
    }

    private void make(String app, String... options) {
        List<String> command = new ArrayList<>(List.of("./reservectl", "new", "app", app));
        command.addAll(List.of(options));
        assertTrue(run(command.toArray(String[]::new)).startsWith("made " + app + ", with the app " + app + " in the package "));
    }

    private String run(String... command) {
        Outcome outcome = outcome(command);
        assertEquals(0, outcome.exit(), outcome.output());
        return outcome.output();
    }

    private Outcome outcome(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        if (words.getFirst().equals("mvn")) {
            words.set(0, maven.resolve("bin/mvn").toString());
        }
        return ServerProcess.run(directory, words, environment());
    }

    private void edit(String file, String first, String replacement) throws IOException {
        Path path = directory.resolve(file);
        String before = Files.readString(path);
        String after = before.replaceFirst(first, replacement);
        assertNotEquals(before, after);
        Files.writeString(path, after);
    }

    private static Map<String, String> environment() {
        return Map.of("PATH", maven.resolve("bin") + ":" + System.getenv("PATH"), "MAVEN_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"); // which do for so short a run
    }

    /// For commands that are typed in the folder of the server.
    private Map<String, String> inTheFolder() {
        Map<String, String> environment = new TreeMap<>(environment());
        environment.put("RESERVE_BASE", directory.toString());
        return environment;
    }

    private static Map<String, String> files(Path project) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(project)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(project.relativize(file).toString(), Files.readString(file));
            }
        }
        assertTrue(files.size() > 5, files.toString());
        return files;
    }
}
