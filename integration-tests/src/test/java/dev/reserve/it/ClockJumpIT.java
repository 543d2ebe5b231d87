package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Load;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Versions;
import dev.reserve.it.harness.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The wall clock jumps, a day ahead or a day back. Nothing is over before its time by that, and nothing lasts a day longer.
class ClockJumpIT {

    private static final AppJar CLOCK = AppJar.answering("clock", "").launch("""
            return (socket, client, server) -> {
                BufferedReader in = lines(socket);
                while (in.readLine() != null) {
                    say(socket, java.time.Instant.now().toString());
                }
            };""");

    private Path directory = Path.of("");
    private WallClock clock;
    private ServerProcess server;
    private Client time;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        directory = home;
        clock = new WallClock(home);
        server = ServerProcess.start(home, ServerProcess.reserveCommand(home, "-b", "clock=127.0.0.1:0", "-b", "web=127.0.0.1:0", "-b",
                "other=127.0.0.1:0"), clock.environment()).awaitServing();
        server.configure("reserve.binding-clock.cfg", "listener=clock", "app=clock");
        CLOCK.dropInto(server.deploy(), "clock.jar");
        time = server.connect("clock");
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
            clock.forget(server.pid());
        }
        if (time != null) {
            time.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void whatIsParkedWaitsForItsTimeAndIsServed(Duration jump) throws Exception {
        configure("reserve.listener-web.cfg", "park.timeout.seconds=600");
        configure("reserve.listener-other.cfg", "park.timeout.seconds=2");
        try (Client patient = server.connect("web"); Client brief = server.connect("other")) {
            patient.send("a");
            server.awaitThat("they wait", () -> status("web").get("waiting").getAsInt() == 1);
            jump(jump);
            assertEquals(Optional.empty(), brief.receive());
            assertEquals(1, status("other").get("expired").getAsInt());
            assertEquals(1, status("web").get("waiting").getAsInt());
            assertEquals(0, status("web").get("expired").getAsInt());
            server.configure("reserve.binding-web.cfg", "listener=web", "app=app");
            drop(AppJar.answering("app", "one"));
            assertEquals("one a", patient.receive().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void whatDrainsDoesSoUntilItsTime(Duration jump) throws Exception {
        configure("reserve.app-app.cfg", "probation.seconds=0", "drain.timeout.seconds=600");
        configure("reserve.app-brief.cfg", "probation.seconds=0", "drain.timeout.seconds=3");
        bind("web", "app");
        bind("other", "brief");
        drop(AppJar.answering("app", "one"));
        drop(AppJar.answering("brief", "one"));
        try (Client patient = server.connect("web"); Client brief = server.connect("other")) {
            assertEquals("one a", patient.exchange("a"));
            assertEquals("one a", brief.exchange("a"));
            String patientVersion = server.version("web");
            String briefVersion = server.version("other");
            drop(AppJar.answering("app", "two"));
            drop(AppJar.answering("brief", "two"));
            server.awaitAnswer("web", "b", "two b");
            server.awaitAnswer("other", "b", "two b");
            jump(jump);
            assertEquals(Optional.empty(), brief.receive());
            assertEquals(1, new Versions(server, "brief").await(briefVersion, "retired").get("cut").getAsInt());
            assertEquals("one c", patient.exchange("c"));
            new Versions(server, "app").await(patientVersion, "draining");
            patient.finish();
            assertEquals(0, new Versions(server, "app").await(patientVersion, "retired").get("cut").getAsInt());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void aProbationLastsAsLongAsItIsTo(Duration jump) throws Exception {
        configure("reserve.app-app.cfg", "probation.seconds=600", "probation.connections=1000", "probation.failures=99",
                "probation.failures.min=1");
        configure("reserve.app-brief.cfg", "probation.seconds=3");
        AppJar failing = AppJar.answering("app", "two").launch("""
                return (socket, client, server) -> {
                    if (lines(socket).readLine().equals("throw")) {
                        throw new IllegalStateException("as asked");
                    }
                    say(socket, "two");
                };""");
        bind("web", "app");
        bind("other", "brief");
        drop(AppJar.answering("app", "one"));
        drop(AppJar.answering("brief", "one"));
        server.awaitAnswer("web", "a", "one a");
        server.awaitAnswer("other", "a", "one a");
        String app = server.version("web");
        String brief = server.version("other");
        drop(failing);
        server.awaitAnswer("web", "b", "two");
        drop(AppJar.answering("brief", "two"));
        server.awaitAnswer("other", "b", "two b");
        jump(jump);
        assertTrue(new Versions(server, "brief").await(brief, "retired").get("reason").getAsString().matches("drained in \\d{1,6} ms"),
                () -> server.status().toString());
        for (int i = 1; i <= 3; i++) { // too few to fail, but each a reason to look again
            int failures = i;
            try (Client client = server.connect("web")) {
                client.send("throw");
                assertEquals(Optional.empty(), client.receive());
            }
            server.awaitThat("it is counted",
                    () -> new Versions(server, "app").in("current").getFirst().get("failed").getAsInt() == failures);
        }
        assertEquals("standby", new Versions(server, "app").await(app, "standby").get("state").getAsString());
        assertEquals(0, server.ctl("rollback", "app").exit());
        server.awaitAnswer("web", "c", "one c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P1D", "P-1D"})
    void aSwapThatIsUnderWayGoesOnAndSoDoTheNextOnes(Duration jump) throws Exception {
        Path gate = directory.resolve("gate");
        configure("reserve.listener-web.cfg", "accept.rate=1000");
        bind("web", "app");
        drop(AppJar.answering("app", "one"));
        try (Load load = new Load().shortConnections(2, server.address("web")).keptOpenConnections(2, server.address("web"))) {
            server.awaitThat("the load is served", () -> load.connections() > 10);
            drop(AppJar.answering("app", "two").launch("""
                    while (!java.nio.file.Files.exists(java.nio.file.Path.of("%s"))) {
                        Thread.sleep(10);
                    }
                    return answering("two");""".formatted(gate)));
            server.awaitArtifact("app.jar", "launching");
            jump(jump);
            assertEquals("one a", server.answer("web", "a"));
            Files.createFile(gate);
            server.awaitAnswer("web", "b", "two b");
            drop(AppJar.answering("app", "three"));
            server.awaitAnswer("web", "c", "three c");
            jump(jump.negated());
            drop(AppJar.answering("app", "four"));
            server.awaitAnswer("web", "d", "four d");
            load.stop();
            assertEquals(List.of(), load.failures());
            assertTrue(load.answeredBy().containsAll(Set.of("one", "two")), load.answeredBy()::toString);
        }
        server.configure("reserve.cfg", "launch.timeout.seconds=2");
        server.awaitLog("launch timeout 2 s");
        drop(AppJar.answering("app", "never").launch("new java.util.concurrent.CountDownLatch(1).await(); return null;"));
        server.awaitArtifact("app.jar", "launching");
        jump(jump);
        server.awaitArtifact("app.jar", "rejected");
        assertEquals("four e", server.answer("web", "e"));
    }

    private void configure(String file, String... lines) {
        server.configure(file, lines);
        server.configure("reserve.binding-" + file, "listener=nowhere", "app=nobody");
        String name = file.replace(".cfg", "");
        server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", name).isPresent());
    }

    private void bind(String listener, String app) {
        server.configure("reserve.binding-" + listener + ".cfg", "listener=" + listener, "app=" + app);
        server.awaitThat("it is bound", () -> status(listener).get("app").getAsString().equals(app));
    }

    /// As if it were written now, by the clock on the wall.
    private void drop(AppJar jar) throws IOException {
        Path part = directory.resolve("part");
        Files.write(part, jar.bytes());
        clock.touch(part);
        Files.move(part, server.deploy().resolve(jar.app() + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonObject status(String listener) {
        return server.find("listeners", "name", listener).orElseThrow();
    }

    private void jump(Duration by) throws IOException {
        clock.jump(by);
        server.awaitThat("the server's clock has jumped", this::isInStep);
    }

    private boolean isInStep() throws IOException {
        return Duration.between(Instant.parse(time.exchange("?")), clock.now()).abs().compareTo(Duration.ofHours(1)) < 0;
    }
}
