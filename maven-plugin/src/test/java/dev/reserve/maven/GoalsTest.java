package dev.reserve.maven;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The goals, with a stand-in for the server.
@Timeout(60)
class GoalsTest {

    @TempDir
    private Path home;
    private Path jar = Path.of("");

    @BeforeEach
    void create() throws IOException {
        jar = jar(home.resolve("it's a shop.jar"), "dev.reserve.app;version=\"[1.0,2)\"");
    }

    @Test
    void deployAsksTheServerAndWaits() throws Exception {
        CompletableFuture<String> request = answering("shop.jar: version ab-1 is current\n\0" + "0\n");
        new DeployMojo().with(jar.toFile(), home.toFile(), "settled").execute();
        assertEquals("#cwd " + home + "\ndeploy --wait=settled --timeout 120 '" + home + "/it'\\''s a shop.jar'\n", request.get());
    }

    @Test
    void whatTheServerRejectsFailsTheBuildWithTheReason() throws Exception {
        answering("\0" + "1 shop.jar: no stock\n");
        MojoFailureException failure = assertThrows(MojoFailureException.class,
                () -> new DeployMojo().with(jar.toFile(), home.toFile(), "current").execute());
        assertEquals("shop.jar: no stock", failure.getMessage());
    }

    @Test
    void aServerThatGoesAwayFailsTheBuild() throws Exception {
        answering("shop.jar");
        MojoExecutionException failure = assertThrows(MojoExecutionException.class,
                () -> new DeployMojo().with(jar.toFile(), home.toFile(), "no").execute());
        assertTrue(String.valueOf(failure.getMessage()).contains("the connection broke off"), failure.getMessage());
    }

    @Test
    void withoutAServerOrAJarItIsSaidWhatToDo() {
        MojoExecutionException none = assertThrows(MojoExecutionException.class,
                () -> new DeployMojo().with(jar.toFile(), home.toFile(), "current").execute());
        assertTrue(String.valueOf(none.getMessage()).startsWith("no server at " + home.resolve("admin/admin.sock") + " ("),
                none.getMessage());
        assertTrue(String.valueOf(none.getMessage()).endsWith("-Dreserve.data=DIR where it keeps its data"), none.getMessage());
        MojoFailureException unpackaged = assertThrows(MojoFailureException.class,
                () -> new DeployMojo().with(home.resolve("no.jar").toFile(), home.toFile(), "current").execute());
        assertEquals("there is no " + home.resolve("no.jar") + ": package it first, as in mvn package reserve:deploy",
                unpackaged.getMessage());
        MojoFailureException unknown = assertThrows(MojoFailureException.class,
                () -> new DeployMojo().with(jar.toFile(), home.toFile(), "long").execute());
        assertEquals("reserve.wait is long; expected current, settled or no", unknown.getMessage());
    }

    @Test
    void runStartsTheServerThatItIsGivenOrFinds() throws Exception {
        Path program = program("given/bin", 0);
        RunMojo run = new RunMojo().with(home.resolve("given").toFile(), jar.toFile(), home.resolve("own").toFile());
        List<String> command = List.of(program.toString(), "--dev", "--watch", jar.toString(), "--deploy", home + "/own/deploy", "--data",
                home + "/own/data");
        assertEquals(command, run.command("/nowhere", null));
        run.execute();
        assertEquals(String.join("\n", command.subList(1, command.size())) + "\n", Files.readString(home.resolve("args")));

        assertEquals(program.toString(), new RunMojo().command(home.resolve("given").toString(), null).get(0));
        assertEquals(program.toString(), new RunMojo().command("", "/nowhere:" + program.getParent()).get(0));
        assertEquals("no distribution of Reserve: neither -Dreserve.home=DIR nor $RESERVE_HOME says where it is, and PATH has no reserve",
                assertThrows(MojoFailureException.class, () -> new RunMojo().command(null, "/nowhere")).getMessage());
        assertEquals("there is no bin/reserve in /nowhere; expected the directory of Reserve's distribution",
                assertThrows(MojoFailureException.class, () -> new RunMojo().command("/nowhere", null)).getMessage());
    }

    @Test
    void aSubAppIsServedByHttp() throws Exception {
        program("given/bin", 0);
        assertEquals("http", lastWord(jar(home.resolve("bundle.jar"), "a,dev.reserve.http;version=\"[1.0,2)\",b")));
        assertEquals("http", lastWord(jar(home.resolve("plain.jar"), "", "META-INF/services/dev.reserve.http.HttpApp")));
        assertEquals(home + "/own/data", lastWord(jar(home.resolve("other.jar"), "dev.reserve.http.internal,my.dev.reserve.http", "a")));
        assertEquals(home + "/own/data", lastWord(home.resolve("none.jar")));
        Path torn = Files.writeString(home.resolve("torn.jar"), "PK");
        MojoFailureException failure = assertThrows(MojoFailureException.class, () -> lastWord(torn));
        assertTrue(String.valueOf(failure.getMessage()).matches(torn + " cannot be read: .+; expected the project's jar"),
                failure.getMessage());
    }

    private String lastWord(Path packed) throws MojoFailureException {
        RunMojo run = new RunMojo().with(home.resolve("given").toFile(), packed.toFile(), home.resolve("own").toFile());
        List<String> command = run.command(null, null);
        return command.get(command.size() - 1);
    }

    private static Path jar(Path file, String imports, String... entries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Import-Package", imports);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (String entry : entries) {
                out.putNextEntry(new ZipEntry(entry));
            }
        }
        return file;
    }

    @Test
    void aServerThatFailsFailsTheBuild() throws Exception {
        program("given/bin", 64);
        MojoFailureException failure = assertThrows(MojoFailureException.class, () -> new RunMojo()
                .with(home.resolve("given").toFile(), jar.toFile(), home.resolve("own").toFile())
                .execute());
        assertEquals("reserve has ended with 64; its messages say why", failure.getMessage());
    }

    private Path program(String directory, int code) throws IOException {
        Path program = Files.createDirectories(home.resolve(directory)).resolve("reserve");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" >'" + home.resolve("args") + "'\nexit " + code + "\n");
        assertTrue(program.toFile().setExecutable(true));
        return program;
    }

    /// Answers one request.
    private CompletableFuture<String> answering(String answer) throws IOException {
        Path socket = Files.createDirectories(home.resolve("admin")).resolve("admin.sock");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return CompletableFuture.supplyAsync(() -> {
            try (server; SocketChannel client = server.accept()) {
                ByteBuffer request = ByteBuffer.allocate(8192);
                while (!UTF_8.decode(request.duplicate().flip()).toString().matches("(?s)#cwd .*\n.*\n")) {
                    if (client.read(request) < 0) {
                        break;
                    }
                }
                client.write(UTF_8.encode(answer));
                return UTF_8.decode(request.flip()).toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
