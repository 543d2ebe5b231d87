package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.RawHttp.Answer;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of an app, its workers and its requests when something goes wrong, or is replaced.
class WsgiSupervisionIT {

    private static final String FORKED = "--preload";
    private static final String SINGLE = "--threads=1";

    private Path home = Path.of("");
    private Path app = Path.of("");
    @SuppressWarnings("NullAway.Init") // every test begins with it
    private ServerProcess server;
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void prepare(@TempDir Path directory) {
        home = directory;
        app = Python.copy("supervision", home);
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        if (server != null) {
            server.close();
        }
    }

    private void serve(String... options) {
        server = Python.serve(home, Stream.concat(Stream.of(options), Stream.of("--chdir", app.toString(), "doing", home.toString()))
                .toArray(String[]::new));
        server.awaitThat("it is mounted", () -> get("/edition").status() == 200);
    }

    private Answer get(String path) throws IOException {
        return RawHttp.get(server.address("web"), path);
    }

    private long pid() throws IOException {
        return Long.parseLong(get("/pid").text());
    }

    private Future<Answer> ask(String path) {
        return clients.submit(() -> get(path));
    }

    private static Answer answer(Future<Answer> asked) throws Exception {
        return asked.get(ServerProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /// A request that is being served until [#release].
    private Future<Answer> occupy(String name) {
        Future<Answer> asked = ask("/wait?" + name);
        server.awaitThat("the app has the request", () -> Files.exists(home.resolve(name + ".began")));
        return asked;
    }

    private void release(String name) throws IOException {
        Files.createFile(home.resolve(name));
    }

    /// The processes of workers, and of those that workers are forked from.
    private List<ProcessHandle> processes() {
        return ProcessHandle.of(server.pid()).stream().flatMap(ProcessHandle::descendants)
                .filter(each -> isAlive(each.pid()) && commandLine(each.pid()).contains("worker.py")).toList();
    }

    private static String commandLine(long pid) {
        try {
            return String.join(" ", new ProcessView(pid).commandLine());
        } catch (IOException e) {
            return "";
        }
    }

    /// Who has ended and is still to be reaped by whoever adopts orphans on this machine is not alive.
    private static boolean isAlive(long pid) {
        try {
            return !new ProcessView(pid).status("State").startsWith("Z");
        } catch (IOException e) {
            return false;
        }
    }

    private void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private String reasonOf(String mount) {
        return server.find("mounts", "name", mount).map(each -> each.get("reason").toString()).orElse("");
    }

    @ParameterizedTest
    @CsvSource({"broken, ZeroDivisionError: at the import, broken.py", "missing_module, no module missing_module, missing_module",
        "doing HOME raise, RuntimeError: the launch went wrong, in launch",
        "ending, 'its process ended, with exit status 5, before the app was there', wsgi ending"})
    void anAppThatDoesNotComeToServeIsRejected(String target, String reason, String detail) {
        server = ServerProcess.launched(home, List.of("-b", "web=127.0.0.1:0"), "http");
        for (String way : List.of("own", "forked")) {
            server.configure("reserve.mount-" + way + ".cfg", "path=/" + way, "app=wsgi", "args=--workers 2 --chdir " + app + " "
                    + (way.equals("own") ? "" : FORKED + " ") + target.replace("HOME", home.toString()));
            server.awaitThat("the status says why " + way + " is not served", () -> reasonOf(way).contains(reason));
            assertTrue(reasonOf(way).contains(detail), reasonOf(way));
        }
        server.awaitLog(reason);
        server.awaitThat("no process is left", () -> processes().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, FORKED})
    void aWorkerThatEndsCostsTheRequestThatItRan(String way) throws IOException {
        serve("--workers=1", way);
        long before = pid();
        assertEquals(502, get("/exit?7").status());
        long after = pid();
        assertNotEquals(before, after);
        server.awaitLog("worker 1 has died, with exit status 7, after ");
        assertEquals(502, get("/exit?0").status());
        server.awaitLog("worker 2 has died, with exit status 0");
        kill(pid());
        String died = " has died of signal 9 (killed, perhaps for its memory)";
        server.awaitLog("worker 3" + died);
        assertTrue(Guide.text("troubleshooting.md").contains(died));
        pid();
        server.awaitThat("none but the last is left", () -> processes().size() == (way.equals(FORKED) ? 2 : 1));
        assertFalse(server.log().contains("[-1]"), server.log());
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, FORKED})
    void requestsThatAKilledAppHasNotSeenAreAnsweredByTheNextWorker(String way) throws Exception {
        serve("--workers=1", way);
        for (int i = 0; i < 100; i++) { // so that it is found quick, and requests are sent ahead
            pid();
        }
        long before = pid();
        Future<Answer> running = occupy("never");
        List<Future<Answer>> unseen = IntStream.range(0, 8).mapToObj(_ -> ask("/count?calls")).toList();
        kill(before);
        assertEquals(502, answer(running).status());
        for (Future<Answer> each : unseen) {
            assertEquals(200, answer(each).status());
            assertNotEquals(Long.toString(before), answer(each).text());
        }
        assertEquals(8, Files.readAllLines(home.resolve("calls")).size());
    }

    @Test
    void workersEndWithTheProcessThatTheyAreForkedFrom() throws IOException {
        serve("--workers=2", FORKED);
        long worker = pid();
        long zygote = ProcessHandle.of(worker).flatMap(ProcessHandle::parent).orElseThrow().pid();
        assertNotEquals(server.pid(), zygote);
        kill(zygote);
        server.awaitThat("its worker is gone", () -> !isAlive(worker));
        server.awaitThat("another one serves", () -> get("/pid").status() == 200);
        server.awaitThat("there are two again, and one to fork from", () -> processes().size() == 3);
        server.awaitLog("from which workers are forked, has died");
    }

    @Test
    void whatTakesTooLongIsGivenUpAndItsWorkerReplaced() throws Exception {
        serve("--workers=2", "--timeout=1");
        Future<Answer> slow = occupy("never");
        long other = pid();
        List<Future<Answer>> others = IntStream.range(0, 8).mapToObj(_ -> ask("/count?calls")).toList();
        assertEquals(504, answer(slow).status());
        for (Future<Answer> each : others) {
            assertEquals(200, answer(each).status());
        }
        assertEquals(8, Files.readAllLines(home.resolve("calls")).size());
        server.awaitLog("has taken more than 1.0 s");
        server.awaitLog("has died, killed for a request that took too long");
        server.awaitThat("there are two again", () -> processes().size() == 2);
        assertTrue(isAlive(other));
    }

    @Test
    void moreRequestsThanMayWaitAreRefused() throws Exception {
        serve("--workers=1", "--queue=2");
        Future<Answer> running = occupy("go");
        List<Future<Answer>> asked = IntStream.range(0, 10).mapToObj(_ -> ask("/pid")).toList();
        // One may have been sent ahead to the worker.
        server.awaitThat("those that cannot wait are answered", () -> asked.stream().filter(Future::isDone).count() >= 7);
        release("go");
        int served = 0;
        for (Future<Answer> each : asked) {
            Answer answer = answer(each);
            if (answer.status() == 200) {
                served++;
            } else {
                assertEquals(503, answer.status());
                assertTrue(answer.field("Retry-After").isPresent());
            }
        }
        assertTrue(served == 2 || served == 3, served + " are served");
        assertEquals(200, answer(running).status());
    }

    @Test
    void aClientThatLeavesTheQueueHoldsUpNobodyAndItsRequestIsNotRun() throws Exception {
        serve("--workers=1", "--queue=3");
        Future<Answer> slow = occupy("slow"); // so that nothing is sent ahead
        release("slow");
        assertEquals(200, answer(slow).status());
        Future<Answer> running = occupy("go");
        for (int i = 0; i < 3; i++) {
            try (RawHttp leaving = RawHttp.connect(server.address("web"))) {
                leaving.send("GET /count?calls HTTP/1.1\r\nHost: a\r\n\r\n");
            }
        }
        server.awaitLog("have left the queue with their clients, 3 in all");
        Future<Answer> staying = ask("/count?stayed");
        release("go");
        assertEquals(200, answer(running).status());
        assertEquals(200, answer(staying).status());
        assertEquals(200, get("/pid").status());
        assertTrue(Files.exists(home.resolve("stayed")));
        assertFalse(Files.exists(home.resolve("calls")));
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, FORKED})
    void aReloadUnderLoadFailsNoRequest(String way) throws Exception {
        serve("--workers=2", way);
        AtomicBoolean over = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        Set<String> pids = ConcurrentHashMap.newKeySet();
        List<Future<?>> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            load.add(clients.submit(() -> {
                try {
                    while (!over.get()) {
                        try (RawHttp http = RawHttp.connect(server.address("web"))) {
                            for (int sent = 0; sent < 100; sent++) { // a connection ends after many requests
                                http.send("GET /pid HTTP/1.1\r\nHost: a\r\n\r\n");
                                Answer answer = http.receive();
                                if (answer.status() != 200) {
                                    failures.add(answer.toString());
                                }
                                pids.add(answer.text());
                            }
                        }
                    }
                } catch (IOException e) {
                    failures.add(e.toString());
                }
            }));
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(new Outcome(0, "2 workers replaced\n"), server.ctl("reload", i % 2 == 0 ? "doing" : "wsgi"));
        }
        over.set(true);
        for (Future<?> each : load) {
            each.get(ServerProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        assertEquals(List.of(), List.copyOf(failures));
        assertTrue(pids.size() > 8, pids.toString());
        server.awaitThat("those before are gone", () -> processes().size() == (way.equals(FORKED) ? 3 : 2));
    }

    @Test
    void aReloadReadsTheCodeAnewAndKeepsTheOldOneIfThatFails() throws IOException {
        serve("--workers=2", FORKED);
        assertEquals("first", get("/edition").text());
        edit("EDITION = \"first\"", "EDITION = \"second\"");
        assertEquals(0, server.ctl("reload", "doing").exit());
        assertEquals("second", get("/edition").text());
        edit("EDITION = \"second\"", "EDITION = 1 / 0");
        Outcome refused = server.ctl("reload", "doing");
        assertEquals(1, refused.exit());
        assertTrue(refused.output().contains("app doing is not reloaded") && refused.output().contains("ZeroDivisionError"),
                refused.output());
        assertEquals("second", get("/edition").text());
        Outcome unknown = server.ctl("reload", "shop");
        assertEquals(69, unknown.exit());
        assertTrue(unknown.output().contains("no process of an app shop is running"), unknown.output());
    }

    private void edit(String from, String to) throws IOException {
        Path part = home.resolve("doing.part");
        String text = Files.readString(app.resolve("doing.py"));
        assertTrue(text.contains(from), text);
        Files.writeString(part, text.replace(from, to));
        Files.move(part, app.resolve("doing.py"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void changedSourcesAreServedIfTheyCanBe() throws IOException {
        serve("--workers=1", "--reload");
        assertEquals("first", get("/edition").text());
        edit("EDITION = \"first\"", "EDITION = \"second\"");
        server.awaitThat("the change is served", () -> get("/edition").text().equals("second"));
        edit("EDITION = \"second\"", "EDITION = 1 / 0");
        server.awaitLog("the code of before goes on");
        assertTrue(server.log().contains("ZeroDivisionError"), server.log());
        assertEquals("second", get("/edition").text());
        edit("EDITION = 1 / 0", "EDITION = \"third\"");
        server.awaitThat("the change is served", () -> get("/edition").text().equals("third"));
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, FORKED})
    void noWorkerOutlivesAKilledServer(String way) throws IOException {
        serve("--workers=2", way);
        Future<Answer> endless = ask("/loop");
        server.awaitThat("a worker has begun what does not end", () -> Files.exists(home.resolve("loop.began")));
        assertFalse(endless.isDone());
        List<ProcessHandle> workers = processes();
        assertEquals(way.equals(FORKED) ? 3 : 2, workers.size());
        server.signal("KILL");
        server.awaitExit();
        for (ProcessHandle worker : workers) {
            org.awaitility.Awaitility.await().atMost(ServerProcess.DEADLINE).until(() -> !isAlive(worker.pid()));
        }
    }

    @Test
    void noWorkerOutlivesAServerThatEnds() throws IOException {
        serve("--workers=2", FORKED);
        pid();
        List<ProcessHandle> workers = processes();
        assertEquals(3, workers.size());
        server.signal("TERM");
        server.awaitExit();
        workers.forEach(worker -> assertFalse(isAlive(worker.pid())));
    }

    @Test
    void aWorkerIsReplacedAfterSoManyRequests() throws IOException {
        serve("--workers=1", "--max-requests=10,0");
        long first = pid();
        server.awaitThat("another one serves", () -> pid() != first);
        server.awaitLog("worker 1 has left after ");
        assertFalse(server.log().contains("has died"), server.log());
    }

    @Test
    void aWorkerThatTakesTooMuchMemoryIsReplaced() throws IOException {
        serve("--workers=1", "--max-rss=60");
        long first = Long.parseLong(get("/grow").text());
        server.awaitThat("another one serves", () -> pid() != first);
        server.awaitLog("worker 1 has left after ");
    }

    @Test
    void asManyWorkersAreThereAsAreNeeded() throws Exception {
        serve("--workers=1..3");
        assertEquals(1, processes().size());
        List<Future<Answer>> asked = IntStream.range(0, 3).mapToObj(_ -> ask("/wait?go")).toList();
        server.awaitThat("there is a worker for each", () -> processes().size() == 3);
        release("go");
        for (Future<Answer> each : asked) {
            assertEquals(200, answer(each).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {SINGLE, FORKED})
    void theAppRunsAsTheUserThatItIsGiven(String way) throws IOException {
        assumeTrue(Files.getOwner(home).getName().equals("root"), "skipped: only root can become another user");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(app, PosixFilePermissions.fromString("rwxr-xr-x"));
        serve("--workers=2", way, "--user=nobody");
        assertTrue(get("/user").text().endsWith(" nobody"), get("/user").text());
        assertFalse(get("/user").text().startsWith("0 "));
        assertEquals(502, get("/exit?7").status());
        server.awaitLog("has died, with exit status 7");
        assertEquals(200, get("/pid").status());
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 103, 299, 999})
    void anAnswerThatCannotBePassedOnEndsNothingElse(int status) throws Exception {
        serve("--workers=1", "--threads=2");
        Future<Answer> running = occupy("go");
        Future<Answer> strange = ask("/status?" + status);
        String pid = get("/pid").text();
        release("go");
        assertEquals(pid, answer(running).text());
        strange.cancel(true);
    }
}
