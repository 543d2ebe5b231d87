package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Browser;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example in Python.
class WsgiGuestbookIT {

    private static ServerProcess serve(Path home, String app, String... more) {
        return Python.serve(home,
                Stream.concat(Stream.of("--workers", "2", "--pythonpath", Distribution.home().resolve("apps").toString(), app),
                        Stream.of(more)).toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"guestbook.py", "validated_guestbook.py"})
    void visitorsSignAndReadWhatOthersHaveLeft(String file, @TempDir Path home) throws IOException {
        Path app = file.equals("guestbook.py")
                ? Distribution.home().resolve("apps").resolve(file)
                : Python.copy("conformance", home).resolve(file);
        try (ServerProcess server = serve(home, app.toString(), home.resolve("entries").toString());
                Browser ann = new Browser(server.address("web"));
                Browser bob = new Browser(server.address("web"))) {
            HttpResponse<String> signed = ann.post("/", Map.of("name", "Ann", "message", "<i>ä</i>"));
            assertEquals(200, signed.statusCode()); // where it was led to
            assertTrue(bob.get("/").body().contains("\n&lt;i&gt;ä&lt;/i&gt;</article>"));
            assertEquals(400, bob.post("/", Map.of("name", "", "message", "hi")).statusCode());
            assertEquals(404, bob.get("/other").statusCode());
        }
    }

    @Test
    void noEntryOfManyAtOnceIsLost(@TempDir Path home) throws Exception {
        String app = Distribution.home().resolve("apps/guestbook.py").toString();
        Path entries = home.resolve("entries");
        try (ServerProcess server = serve(home, app, entries.toString());
                Browser browser = new Browser(server.address("web"));
                ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> visits = IntStream.range(0, 100).<Callable<Integer>>mapToObj(
                    each -> () -> browser.post("/", Map.of("name", "Ann", "message", "visit " + each)).statusCode()).toList();
            for (Future<Integer> visit : visitors.invokeAll(visits)) {
                assertEquals(200, visit.get());
            }
        }
        assertEquals(100, Files.readAllLines(entries).stream().distinct().count());
    }

    @Test
    void itsOwnTestsPass() throws IOException {
        Invocation.Ended tests = Invocation.of(Peer.program("python3"), "-B", "-W", "error", "-m", "unittest")
                .in(Distribution.checkout().resolve("examples/guestbook-wsgi")).run();
        assertEquals(0, tests.exit(), tests.err());
        assertTrue(tests.err().contains("Ran 9 tests"), tests.err());
    }
}
