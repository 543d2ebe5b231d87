package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.HttpClient;
import dev.reserve.it.harness.HttpLoad;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Python apps in the deploy folder: files, folders and archives.
class WsgiDeployIT {

    private Path home = Path.of("");
    private String python = "";
    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path directory) {
        python = Peer.program("python3");
        home = directory;
        start();
    }

    private void start() {
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String answering(String word) {
        return """
                def application(environ, start_response):
                    start_response("200 OK", [])
                    return [b"%s"]
                """.formatted(word);
    }

    @Test
    void overwritingAFileUnderLoadFailsNoRequest() throws Exception {
        file("app.py", answering("one"));
        awaitBody("/app/", "one");
        try (HttpLoad load = new HttpLoad(8, server.address("web"), "/app/")) {
            server.awaitThat("there is load", () -> load.requests() > 100);
            file("app.py", answering("two"));
            server.awaitThat("the new version answers", () -> load.bodies().contains("two"));

            file("app.py", "import decimal\nimport no_such_module\n" + answering("bad"));
            String reason = server.awaitArtifact("app.py", "rejected").get("reason").getAsString();
            assertTrue(reason.contains("""
                    Traceback (most recent call last):
                      File "app.py", line 2, in <module>
                        import no_such_module
                    ModuleNotFoundError: No module named 'no_such_module'"""), reason);
            long before = load.requests();
            server.awaitThat("there still is load", () -> load.requests() > before + 100);

            file("app.py", answering("three"));
            server.awaitThat("the mended version answers", () -> load.bodies().contains("three"));
            load.stop();
            assertEquals(List.of(), load.failures());
            assertEquals(Set.of("one", "two", "three"), load.bodies());
        }
    }

    @Test
    void aRequestInFlightFinishesOnItsVersion() throws Exception {
        Path go = home.resolve("go");
        file("app.py", """
                import os, time

                def application(environ, start_response):
                    start_response("200 OK", [])
                    while environ["PATH_INFO"] == "/wait" and not os.path.exists(%s):
                        time.sleep(0.01)
                    return [b"one"]
                """.formatted("\"" + go + "\""));
        server.configure("reserve.app-app.cfg", "probation.connections=1", "drain.timeout.seconds=600");
        awaitBody("/app/", "one");
        Versions versions = new Versions(server, "app");
        try (HttpClient slow = HttpClient.connect(server.address("web"))) {
            slow.send("GET /app/wait HTTP/1.1\r\nHost: test\r\n\r\n");
            server.awaitThat("it is inside", () -> versions.await("current").get("open").getAsInt() == 1);
            String first = versions.await("current").get("id").getAsString();
            file("app.py", answering("two"));
            awaitBody("/app/", "two");
            versions.await(first, "draining");
            Files.createFile(go);
            assertEquals("one", slow.answer().body());
            versions.await(first, "retired");
            assertEquals("two", slow.get("/app/").body());
        }
    }

    @Test
    void aVersionWhoseRequestsFailIsRolledBack() throws IOException {
        file("app.py", answering("one"));
        awaitBody("/app/", "one");
        Versions versions = new Versions(server, "app");
        String first = versions.await("current").get("id").getAsString();
        file("app.py", "def application(environ, start_response):\n    raise RuntimeError('no stock')\n");
        versions.awaitSuccessorOf(first);
        for (int i = 0; i < 3; i++) {
            assertEquals(500, get("/app/").status());
        }
        String reason = server.awaitArtifact("app.py", "rejected").get("reason").getAsString();
        assertTrue(reason.startsWith("rolled back: 3 of 3 requests failed"), reason);
        assertEquals("one", get("/app/").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"at each request", "soon after its start"})
    void aVersionWhoseWorkersDieIsRolledBack(String when) throws IOException {
        server.configure("reserve.app-app.cfg", "probation.connections=1000000", "probation.seconds=600");
        file("app.py", answering("one"));
        awaitBody("/app/", "one");
        Versions versions = new Versions(server, "app");
        String first = versions.await("current").get("id").getAsString();
        file("app.py", when.equals("at each request")
                ? "import os\ndef application(environ, start_response):\n    os._exit(3)\n"
                : "import os, threading\nthreading.Timer(0.5, os._exit, (3,)).start()\n" + answering("two"));
        versions.awaitSuccessorOf(first);
        server.awaitThat("it is rolled back", () -> {
            get("/app/");
            return server.find("artifacts", "file", "app.py").orElseThrow().get("state").getAsString().equals("rejected");
        });
        String reason = server.awaitArtifact("app.py", "rejected").get("reason").getAsString();
        assertTrue(reason.startsWith("rolled back: ") && reason.contains("worker"), reason);
        assertEquals("one", get("/app/").body());
    }

    @Test
    void aCanaryServesTheClientsThatItIsForUntilItIsPromoted() throws IOException {
        server.configure("reserve.app-app.cfg", "canary.from=192.0.2.0/24");
        file("app.py", answering("one"));
        awaitBody("/app/", "one");
        file("app.py", answering("two"));
        new Versions(server, "app").await("canary");
        assertEquals("one", get("/app/").body());
        assertEquals(0, server.ctl("promote", "app").exit());
        awaitBody("/app/", "two");
    }

    @Test
    void aFileIsLaunchedWithTheArgumentsOfItsMount() throws IOException {
        file("greeter.py", """
                import os

                def launch(args):
                    answer = "%r %s %s" % (args, os.environ.get("PLACE"), __name__)
                    def application(environ, start_response):
                        start_response("200 OK", [])
                        return [(answer + " " + environ["SCRIPT_NAME"] + " " + environ["PATH_INFO"]).encode()]
                    return application
                """);
        awaitBody("/greeter/a", "[] None greeter /greeter /a");
        server.configure("reserve.mount-hello.cfg", "path=/hello", "app=greeter",
                "args=--workers 1 --env PLACE=here -- --loud 'all of you'");
        awaitBody("/hello/b", "['--loud', 'all of you'] here greeter /hello /b");
        server.awaitThat("there is one worker", () -> workers().size() == 1);
        server.configure("reserve.mount-hello.cfg", "path=/hello", "app=greeter", "args=--worker 1");
        server.awaitLog("greeter: unknown option --worker; expected [OPTION…] [ARG…]");
        server.configure("reserve.mount-hello.cfg", "path=/hello", "app=greeter", "args=quiet");
        awaitBody("/hello/b", "['quiet'] None greeter /hello /b");
    }

    @Test
    void aFolderReadsItsOwnFilesAndIsFollowed() throws IOException {
        write("blog/wsgi.py", """
                from pages import render

                def application(environ, start_response):
                    start_response("200 OK", [])
                    return [render(open("templates/page.html").read()).encode()]
                """);
        write("blog/pages/__init__.py", "from .text import WORD\n\ndef render(page):\n    return page % WORD\n");
        write("blog/pages/text.py", "WORD = 'one'\n");
        write("blog/templates/page.html", "<p>%s</p>");
        write("blog/env/pyvenv.cfg", "home = /nowhere\n");
        write("blog/env/lib/big.py", "");
        write("blog/pages/__pycache__/text.cpython-311.pyc", "stale");
        awaitBody("/blog/", "<p>one</p>");
        write("blog/pages/text.py", "WORD = 'two'\n");
        awaitBody("/blog/", "<p>two</p>");
        write("blog/templates/page.html", "<b>%s</b>");
        awaitBody("/blog/", "<b>two</b>");
        try (Stream<Path> store = Files.walk(server.data().resolve("store"))) {
            List<String> names = store.map(each -> each.getFileName().toString()).toList();
            assertTrue(names.contains("page.html"), names.toString());
            assertFalse(names.contains("env") || names.contains("__pycache__"), names.toString());
        }
        write("blog/pages/text.py", "WORD = \n");
        String reason = server.awaitArtifact("blog", "rejected").get("reason").getAsString();
        assertTrue(reason.contains("SyntaxError") && reason.contains("File \"blog/pages/text.py\", line 1"), reason);
        assertEquals("<b>two</b>", get("/blog/").body());
    }

    @Test
    void anArchiveOfZipappIsServed() throws IOException {
        Path source = Files.createDirectories(home.resolve("source"));
        Files.writeString(source.resolve("words.py"), "WORD = 'from an archive'\n");
        Files.writeString(source.resolve("__main__.py"), "import words\n" + answering("%s").replace("b\"%s\"", "words.WORD.encode()"));
        zipapp(source, "shop.pyz.part", "-p", "/usr/bin/env python3");
        Files.move(server.deploy().resolve("shop.pyz.part"), server.deploy().resolve("shop.pyz"), StandardCopyOption.ATOMIC_MOVE);
        awaitBody("/shop/", "from an archive");
        Files.move(server.deploy().resolve("shop.pyz"), server.deploy().resolve("shop.zip"));
        awaitBody("/shop/", "from an archive");
    }

    @Test
    void whatIsNoAppIsRejectedWithTheReason() throws IOException {
        file("plain.py", "def main():\n    pass\n");
        file("half.pyz", "no archive");
        file("wsgi.py", answering("one"));
        Path source = Files.createDirectories(home.resolve("source/inner"));
        Files.writeString(source.resolve("wsgi.py"), answering("one"));
        file("other.zip", "");
        Invocation.Ended zipped = Invocation.of(python, "-m", "zipfile", "-c", server.deploy().resolve("other.zip").toString(),
                source.toString()).run();
        assertEquals(0, zipped.exit(), zipped.err());
        write("data/notes.txt", "");
        assertRejected("plain.py", "plain.py has no launch, application or app; what it has and can be called: main");
        assertRejected("half.pyz", "not whole");
        assertRejected("wsgi.py", "the name of its app would be wsgi");
        assertRejected("other.zip", "other.zip has neither wsgi.py nor __main__.py at its top");
        assertRejected("data", "expected NAME.jar, NAME.py, or a folder, NAME.pyz or NAME.zip with wsgi.py or __main__.py in it");
    }

    @Test
    void whenItIsDeletedItIsNotFoundAndItsWorkersEnd() throws IOException {
        file("app.py", answering("one"));
        write("blog/wsgi.py", answering("blog"));
        awaitBody("/app/", "one");
        awaitBody("/blog/", "blog");
        assertFalse(workers().isEmpty());
        Files.delete(server.deploy().resolve("app.py"));
        delete("blog");
        server.awaitThat("both are gone", () -> get("/app/").status() == 404 && get("/blog/").status() == 404);
        server.awaitThat("no worker is left", () -> workers().isEmpty());
    }

    @Test
    void aStartWithABadFileGoesOnWithTheLastGoodOne() throws IOException {
        file("app.py", answering("one"));
        write("blog/wsgi.py", answering("blog"));
        awaitBody("/app/", "one");
        awaitBody("/blog/", "blog");
        server.close();
        file("app.py", "raise SystemExit('not today')\n");
        write("blog/wsgi.py", "import no_such_module\n");
        start();
        awaitBody("/app/", "one");
        awaitBody("/blog/", "blog");
        assertRejected("app.py", "not today");
        assertRejected("blog", "No module named 'no_such_module'");
    }

    private void assertRejected(String artifact, String why) {
        JsonObject found = server.awaitArtifact(artifact, "rejected");
        assertTrue(found.get("reason").getAsString().contains(why), found.toString());
    }

    private List<ProcessHandle> workers() {
        return ProcessHandle.of(server.pid()).stream().flatMap(ProcessHandle::descendants)
                .filter(each -> each.info().commandLine().orElse("").contains("worker.py")).toList();
    }

    private void zipapp(Path source, String name, String... options) throws IOException {
        Invocation.Ended made = Invocation.of(Stream.concat(Stream.of(python, "-m", "zipapp", source.toString(), "-o",
                server.deploy().resolve(name).toString()), Stream.of(options)).toArray(String[]::new)).run();
        assertEquals(0, made.exit(), made.err());
    }

    private void file(String name, String text) throws IOException {
        Path part = Files.writeString(server.deploy().resolve(name + ".part"), text);
        Files.move(part, server.deploy().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(String path, String text) throws IOException {
        Path file = server.deploy().resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void delete(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(server.deploy().resolve(folder))) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private HttpClient.Answer get(String path) throws IOException {
        try (HttpClient client = HttpClient.connect(server.address("web"))) {
            return client.get(path);
        }
    }

    private void awaitBody(String path, String body) {
        server.awaitThat(path + " is answered by " + body, () -> get(path).body().equals(body));
    }
}
