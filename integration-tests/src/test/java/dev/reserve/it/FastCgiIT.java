package dev.reserve.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sub-app `fastcgi` with PHP.
class FastCgiIT {

    private static final Map<String, String> SCRIPTS = Map.of("index.php", """
            <?php header('Content-Type: text/plain'); setcookie('a', '1'); setcookie('b', '2'); http_response_code(201);
            foreach (['REQUEST_METHOD', 'SCRIPT_NAME', 'PATH_INFO', 'PHP_SELF', 'QUERY_STRING', 'HTTP_X_FIELD'] as $name)
                echo $name, '=', $_SERVER[$name] ?? '', "\\n";
            echo json_encode($_POST), json_encode(isset($_SERVER['HTTP_PROXY']));
            """, "digest.php", "<?php echo md5_file('php://input');", "parts.php", """
            <?php while (ob_get_level()) ob_end_flush(); echo 'first'; flush(); while (!file_exists('go')) { clearstatcache(); usleep(10000); } echo 'last';
            """, "errors.php", "<?php error_log('a message for the log'); echo 'done';", "sub/index.php", "<?php echo 'sub';");

    @TempDir
    private static Path directory;
    private static Running php;
    private static ServerProcess server;

    @BeforeAll
    static void serve() throws IOException {
        php = php();
        Path www = directory.resolve("www");
        Files.createDirectories(www.resolve("sub"));
        for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
            Files.writeString(www.resolve(script.getKey()), script.getValue());
        }
        Files.writeString(www.resolve("style.css"), "css");
        Files.createSymbolicLink(www.resolve("source.txt"), Path.of("index.php"));
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http", "fastcgi", "unix:" + socket(), "--root",
                www.toString(), "--connections", "4");
    }

    private static Path socket() {
        return directory.resolve("php.sock");
    }

    private static Running php() throws IOException {
        Files.deleteIfExists(socket());
        Running started = Invocation.of(Peer.program("php-cgi"), "-b", socket().toString()).with("PHP_FCGI_CHILDREN", "2").start();
        started.awaitThat("it listens", () -> Files.exists(socket()));
        return started;
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
        if (php != null) {
            php.close();
        }
    }

    private static Answer get(String path, String... lines) throws IOException {
        return RawHttp.get(server.address("web"), path, lines);
    }

    @Test
    void aScriptSeesTheRequestAndTheClientItsAnswer() throws IOException {
        Answer answer = get("/index.php/x%20y?a=b", "X-Field: 1", "Proxy: http://evil");
        assertEquals(201, answer.status());
        assertEquals(
                "REQUEST_METHOD=GET\nSCRIPT_NAME=/index.php\nPATH_INFO=/x y\nPHP_SELF=/index.php/x y\nQUERY_STRING=a=b\nHTTP_X_FIELD=1\n"
                        + "[]false",
                answer.content());
        assertEquals(2, answer.fields().stream().filter(line -> line.startsWith("Set-Cookie: ")).count(), answer.fields().toString());
    }

    @Test
    void aFormIsRead() throws IOException {
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n";
            http.send(head + "Content-Length: 7\r\n\r\nq=1&r=2");
            assertTrue(http.receive().content().endsWith("{\"q\":\"1\",\"r\":\"2\"}false"));
            http.send(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nq=1\r\n4\r\n&r=2\r\n0\r\n\r\n");
            assertTrue(http.receive().content().endsWith("{\"q\":\"1\",\"r\":\"2\"}false"));
        }
    }

    @Test
    void aLargeBodyArrivesWhole() throws Exception {
        byte[] body = new byte[7_000_000];
        new Random(1).nextBytes(body);
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            http.send("POST /digest.php HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n" + new String(body, ISO_8859_1));
            assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body)), http.receive().content());
        }
    }

    @Test
    void anAnswerIsPassedOnAsItComes() throws IOException {
        try (RawHttp http = RawHttp.connect(server.address("web"))) {
            http.send("GET /parts.php HTTP/1.1\r\nHost: a\r\n\r\n");
            while (!http.line().isEmpty()) {
                // the head
            }
            assertEquals("5", http.line());
            assertEquals("first", new String(http.body(5), ISO_8859_1));
            Files.createFile(directory.resolve("www/go"));
            assertEquals("", http.line()); // the end of the chunk
            assertEquals("4", http.line());
            assertEquals("last", http.line());
        }
    }

    @Test
    void filesAreServedAndTheTextOfScriptsIsNot() throws IOException {
        assertEquals("css", get("/style.css").content());
        assertEquals(404, get("/source.txt").status());
        assertEquals(404, get("/style.css/x.php").status());
        assertEquals(404, get("/none.php").status());
        assertEquals(301, get("/sub").status());
        assertEquals("sub", get("/sub/").content());
    }

    @Test
    void theErrorStreamIsInTheLog() throws IOException {
        assertEquals("done", get("/errors.php").content());
        server.awaitLog("fastcgi unix:" + socket() + ": a message for the log");
    }

    /// With more clients than processes, each of which serves one connection as long as that is open.
    @Test
    void nobodyWaitsForAProcessThatIdles() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> requests = IntStream.range(0, 300)
                    .<Callable<Boolean>>mapToObj(_ -> () -> get("/sub/").content().equals("sub"))
                    .toList();
            for (var answered : clients.invokeAll(requests)) {
                assertTrue(answered.get());
            }
        }
    }

    @Test
    void quickStart(@TempDir Path home) throws IOException {
        Peer.program("curl");
        try {
            new Guide("fastcgi.md", home, Map.of()).follow("## Quick start", _ -> {});
        } finally {
            long pid = Long.parseLong(Files.readString(home.resolve("php.pid")).strip());
            ProcessHandle.of(pid).ifPresent(process -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            });
        }
    }
}
