package dev.reserve.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Invocation.Ended;
import dev.reserve.it.harness.Jars;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples that speak protocols of their own, with the clients that people have for them. They share a server.
class ExampleProtocolsIT {

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = ServerProcess.launched(directory,
                List.of("-b", "redis=127.0.0.1:0", "-b", "socks=127.0.0.1:0", "-b", "json-lines=127.0.0.1:0"));
        server.configure("reserve.cfg", "probation.seconds = 0");
        Jars.drop(Files.readAllBytes(Distribution.home().resolve("apps/redis.jar")), server.deploy(), "redis.jar");
        server.configure("reserve.binding-redis.cfg", "listener = redis", "app = redis");
        server.configure("reserve.binding-socks.cfg", "listener = socks", "app = socks", "args = --allow 127.0.0.1 --allow localhost");
        server.configure("reserve.binding-json-lines.cfg", "listener = json-lines", "app = json-lines");
        server.awaitThat("all are served",
                () -> List.of("redis", "socks", "json-lines").stream().noneMatch(each -> server.version(each).isEmpty()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theDataOfRedisSurvivesItsSwapsAndNoIncrementIsLost(@TempDir Path directory) throws Exception {
        assertEquals("PONG", redis("PING"));
        assertEquals("OK", redis("SET", "greeting", "hello", "EX", "1000"));
        AtomicBoolean swapped = new AtomicBoolean();
        Callable<Integer> client = () -> {
            int increments = 0;
            while (!swapped.get()) {
                assertEquals(100, redis("-r", "100", "INCR", "n").lines().count());
                increments += 100;
            }
            return increments;
        };
        int increments = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> futures = List.of(clients.submit(client), clients.submit(client), clients.submit(client));
            Path jar = Files.copy(Distribution.home().resolve("apps/redis.jar"), directory.resolve("redis.jar"));
            for (int i = 1; i <= 4; i++) {
                try (FileSystem contents = FileSystems.newFileSystem(jar)) {
                    Files.writeString(contents.getPath("version"), Integer.toString(i));
                }
                Jars.drop(Files.readAllBytes(jar), server.deploy(), "redis.jar");
                server.awaitArtifact("redis.jar", "current");
            }
            swapped.set(true);
            for (Future<Integer> each : futures) {
                increments += each.get(1, TimeUnit.MINUTES);
            }
        }
        assertEquals(Integer.toString(increments), redis("GET", "n"));
        assertEquals("hello", redis("GET", "greeting"));
        for (JsonElement app : server.status().getAsJsonArray("apps")) {
            for (JsonElement version : app.getAsJsonObject().getAsJsonArray("versions")) {
                JsonObject counts = version.getAsJsonObject();
                assertEquals(0, counts.get("failed").getAsLong() + counts.get("cut").getAsLong(), counts::toString);
            }
        }
        server.awaitThat("only the classes of the last version are left", () -> loaded("dev.reserve.example.redis.Keyspace") == 1);
    }

    /// What `redis-cli` prints.
    private static String redis(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Peer.program("redis-cli"), "-e", "-h", "127.0.0.1", "-p", port("redis")));
        command.addAll(List.of(arguments));
        Ended ended = Invocation.of(command).run();
        assertEquals(0, ended.exit(), ended.out() + ended.err());
        return ended.out().strip();
    }

    /// How many classes of a name the server has, in as many class loaders.
    private static long loaded(String name) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = Long.toString(server.pid());
        assertEquals(0, Invocation.of(jcmd, pid, "GC.class_histogram").run().exit()); // which collects all that can be collected, at once
        return Invocation.of(jcmd, pid, "VM.class_hierarchy", name).run().out().lines().filter(line -> line.contains(name)).count();
    }

    @Test
    void curlGoesThroughSocksAndADownloadOutlivesASwap() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch swapped = new CountDownLatch(1);
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            web.setExecutor(executor);
            web.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream body = exchange.getResponseBody()) {
                    body.write("hello ".getBytes(UTF_8));
                    if (exchange.getRequestURI().getPath().equals("/slow")) {
                        body.flush();
                        began.countDown();
                        swapped.await();
                    }
                    body.write("world".getBytes(UTF_8));
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
            web.start();
            int port = web.getAddress().getPort();
            assertEquals("hello world", curl("--socks5", "http://127.0.0.1:" + port + "/").run().out());
            assertEquals("hello world", curl("--socks5-hostname", "http://localhost:" + port + "/").run().out());
            Ended refused = curl("--socks5", "http://127.0.0.2:" + port + "/").run();
            assertEquals(97, refused.exit(), refused.err());
            assertTrue(refused.err().contains("(2)"), refused.err()); // not allowed by the rules

            try (Running download = curl("--socks5", "http://127.0.0.1:" + port + "/slow").start()) {
                download.awaitThat("it has begun", () -> began.getCount() == 0);
                String before = server.version("socks");
                server.configure("reserve.binding-socks.cfg", "listener = socks", "app = socks", "args = --allow 127.0.0.2");
                server.awaitThat("another version serves", () -> !server.version("socks").equals(before));
                assertEquals(97, curl("--socks5", "http://127.0.0.1:" + port + "/").run().exit());
                swapped.countDown();
                assertEquals("hello world", download.awaitEnd().out());
            }
        } finally {
            web.stop(0);
        }
    }

    private static Invocation curl(String option, String url) throws IOException {
        return Invocation.of(Peer.program("curl"), "-sS", "--noproxy", "", "--max-time", "60", option, "127.0.0.1:" + port("socks"), url);
    }

    @Test
    void pythonTalksInLinesOfJson() throws IOException {
        Ended ended = Invocation.of(Peer.program("python3"), "-c", """
                import json, socket, sys
                lines = socket.create_connection(('127.0.0.1', int(sys.argv[1])), timeout=60).makefile('rw', encoding='utf-8')
                for line in json.dumps({'id': 1, 'method': 'sum', 'params': [1, 2, 39]}), 'nonsense', json.dumps({'id': 'ü', 'method': 'echo', 'params': {'a': [None]}}, ensure_ascii=False):
                    print(line, file=lines, flush=True)
                    print(sorted(json.loads(lines.readline()).items(), key=str))
                """, port("json-lines")).with("PYTHONIOENCODING", "utf-8").run();
        assertEquals("""
                [('id', 1), ('result', 42)]
                [('error', 'the line is no JSON'), ('id', None)]
                [('id', 'ü'), ('result', {'a': [None]})]
                """, ended.out(), ended.err());
    }

    private static String port(String listener) {
        return Integer.toString(((InetSocketAddress) server.address(listener)).getPort());
    }
}
