package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.core.admin.Status;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands that show something make of it.
final class ViewsTest {

    @Test
    void connectionsAreATable() {
        List<Status.Connection> all = new FakeAdmin(Statuses::busy).connections(false);
        assertEquals("""
                PEER           LISTENER  APP   VERSION  AGE        STATE    RECEIVED  SENT
                10.0.0.7:4711  web       echo  e2       12.5 s     handled  100       200
                /run/x.sock    local     chat  c1       2 h 1 min  kept     -         -
                and 3 more""", ConnectionsText.of(all, 5, false));
        assertEquals("no open connections", ConnectionsText.of(List.of(), 0, true));
    }

    @Test
    void stacksStandBelowTheirConnections() {
        List<Status.Connection> all = new FakeAdmin(Statuses::busy).connections(true).subList(0, 1);
        assertEquals("""
                PEER           LISTENER  APP   VERSION  AGE     STATE    RECEIVED  SENT
                10.0.0.7:4711  web       echo  e2       12.5 s  handled       100   200
                    at my.App.handle(App.java:7)""", ConnectionsText.of(all, 1, true));
    }

    @Test
    void anAppIsShownWithWhereItServes() {
        AppView echo = AppView.of(Statuses.busy()).getFirst();
        assertEquals(new AppView("echo", "current", "e2", "echo.jar", "1.0.0", List.of("listener web"), 1203, 2, 7), echo);
    }

    @Test
    void anAppThatWasNeverLaunchedIsShownWithItsArtifact() {
        Status status = new Status(new Status.Server("1", 1, "serving", 1), List.of(), List.of(),
                List.of(new Status.Artifact("a.jar", "waiting", "ab", "2.0.0", List.of("a"), "nobody asks")), List.of(), List.of(),
                List.of(), List.of());
        assertEquals(List.of(new AppView("a", "waiting", null, "a.jar", "2.0.0", List.of(), 0, 0, 0)), AppView.of(status));
    }

    @Test
    void theJournalHasCommandsAmongTheChanges(@TempDir Path directory) throws Exception {
        AuditLog audit = new AuditLog(directory.resolve("audit.log"), 1000, InstantSource.fixed(Statuses.SINCE.plusMillis(500)));
        audit.append(new Caller(1000, "joe", null), "deploy x.jar", null);
        audit.append(new Caller(1000, "joe", null), "rollback x", null);
        audit.append(new Caller(1000, "joe", "ssh ann"), "rollback x", null);
        audit.append(new Caller(1000, "joe", null), "rollback x", "nothing to go back to");
        Core core = new Core(Optional::empty, Optional::empty, List::of);
        List<History.Event> events = new History(core, audit).events(new FakeAdmin(Statuses::busy).journal());
        assertEquals("""
                AT                        BY                     KIND      WHAT
                2026-01-02T03:04:05.678Z  deploy folder          accepted  file=echo.jar
                2026-01-02T03:04:06.178Z  joe (1000)             command   line="deploy x.jar"
                2026-01-02T03:04:06.178Z  ssh ann as joe (1000)  command   line="rollback x"
                2026-01-02T03:04:06.178Z  joe (1000)             command   line="rollback x" failed="nothing to go back to"
                2026-01-02T03:04:06.678Z  server                 current   app=echo""", History.text(events));
    }

    @Test
    void loadIsWhatHasHappenedBetweenTwoSamples() {
        Load load = Load.between(sample(0, 1_000_000_000L, 100, 2.0), sample(2_000_000_000L, 2_000_000_000L, 150, 3.0));
        assertEquals("""
                cpu 50.0 % of 4 processors, heap 10 MiB of 64 MiB, 7 platform threads, 20 of 1024 descriptors, 3 collections in 0.25 s

                APP   VERSION  PER SECOND  OPEN  ACCEPTED  UNIT      CPU
                shop  s1             25.0     1       150  requests  50.0 %

                LISTENER  PER SECOND  OPEN  ACCEPTED  WAITING
                web             25.0     2       150        0

                PROCESS  CPU     COMMAND
                     42  50.0 %  python3""", load.text());
    }

    private static Sample sample(long nanos, long cpu, long accepted, double cpuSeconds) {
        return new Sample(nanos, cpu, 4, 10 << 20, 64 << 20, 7, 20, 1024, 3, 250,
                List.of(new Status.Listener("web", "a", "shop", List.of(), "s1", accepted, 2, 0, null, 0, 0, null)),
                List.of(new Status.Load("shop", "s1", "requests", accepted, 1, cpuSeconds)),
                List.of(new Sample.Child(42, "python3", cpu)));
    }
}
