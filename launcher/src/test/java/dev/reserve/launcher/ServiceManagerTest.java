package dev.reserve.launcher;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the service manager is told, message by message.
@Timeout(60)
class ServiceManagerTest {

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final ServiceManager manager = new ServiceManager(said::add, Optional.empty());

    @Test
    void itIsReadyOnceItServesAndSaysOnlyWhatIsNew() {
        manager.look(new Health.State(false, false, "Starting"));
        manager.look(new Health.State(false, false, "Starting"));
        manager.look(new Health.State(true, false, "Serving"));
        manager.look(new Health.State(true, false, "Serving"));
        manager.look(new Health.State(true, false, "Serving more"));
        manager.look(new Health.State(false, false, "Serving nothing"));
        assertEquals(List.of("STATUS=Starting", "READY=1\nSTATUS=Serving", "STATUS=Serving more", "STATUS=Serving nothing"), said);
    }

    @Test
    void readyIsSaidAgainWhenItWasNotHeard() {
        List<String> heard = new CopyOnWriteArrayList<>();
        boolean[] deaf = {true};
        ServiceManager other = new ServiceManager(message -> {
            if (deaf[0]) {
                throw new IOException("Connection refused");
            }
            heard.add(message);
        }, Optional.empty());
        assertFalse(other.look(new Health.State(true, false, "Serving")));
        deaf[0] = false;
        assertTrue(other.look(new Health.State(true, false, "Serving")));
        assertEquals(List.of("READY=1"), heard);
    }

    @Test
    void stoppingIsSaidOnceAndThenThatItTakesLonger() {
        manager.look(new Health.State(true, false, "Serving"));
        manager.stopping();
        manager.stopping();
        manager.look(new Health.State(false, true, "Stopping: 1 connection is open"));
        manager.look(new Health.State(false, true, "Stopping: 1 connection is open"));
        assertEquals(List.of("READY=1\nSTATUS=Serving", "STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000\nSTATUS=Stopping",
                "EXTEND_TIMEOUT_USEC=20000000\nSTATUS=Stopping: 1 connection is open", "EXTEND_TIMEOUT_USEC=20000000"), said);
    }

    @Test
    void aServerThatStopsByItselfSaysSoToo() {
        manager.look(new Health.State(true, false, "Serving"));
        manager.look(new Health.State(false, true, "Stopping"));
        assertTrue(said.get(1).startsWith("STOPPING=1\n"), said::toString);
    }

    @Test
    void aReloadIsFramed() {
        manager.look(new Health.State(true, false, "Serving"));
        said.clear();
        long before = System.nanoTime() / 1000;
        manager.reloading(() -> said.add("reload"));
        String[] reloading = said.getFirst().split("\nMONOTONIC_USEC=", -1);
        assertEquals("RELOADING=1", reloading[0]);
        long at = Long.parseLong(reloading[1]);
        assertTrue(at >= before && at <= System.nanoTime() / 1000, said::toString);
        assertEquals(List.of("reload", "READY=1"), said.subList(1, said.size()));
    }

    @Test
    void aSignOfLifeComesFromAServerThatIsWellAlone() throws InterruptedException {
        manager.look(new Health.State(true, false, "Serving"));
        said.clear();
        manager.sign(Optional.empty());
        manager.sign(Optional.of("it hangs"));
        manager.look(new Health.State(true, false, "Serving"));
        manager.sign(Optional.of("it hangs"));
        manager.sign(Optional.empty());
        manager.look(new Health.State(true, false, "Serving"));
        assertEquals(List.of("WATCHDOG=1", "STATUS=Failing: it hangs. Serving", "WATCHDOG=1", "STATUS=Serving"), said);
    }

    @Test
    void signsOfLifeGoOnAsLongAsItServes() {
        ServiceManager watched = new ServiceManager(said::add, Optional.of(Duration.ofMillis(20)));
        watched.watch(new Health() {
            @Override
            public State look() {
                return new State(true, false, "Serving");
            }

            @Override
            public Optional<String> ailment(Duration patience) {
                return Optional.empty();
            }
        });
        await().until(() -> said.stream().filter("WATCHDOG=1"::equals).count() >= 5);
        assertEquals("READY=1\nSTATUS=Serving", said.getFirst());
        watched.close();
    }

    @ParameterizedTest
    @CsvSource({"30000000, '', 30", "30000000, 7, 30", "1000000, 8, 0", "'', '', 0", "0, '', 0", "-5, '', 0", "30s, '', 0",
        "9223372036854775807, '', 0"})
    void theWatchdogIsForThisProcess(String micros, String pid, long seconds) {
        assertEquals(seconds,
                WatchdogInterval.of(Map.of("WATCHDOG_USEC", micros, "WATCHDOG_PID", pid), 7).orElse(Duration.ZERO).toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative", "vsock:2:1234", "@", "/"})
    void withoutAnAddressThatCanBeUsedNobodyIsTold(String address) {
        assertTrue(ServiceManager.of(Map.of("NOTIFY_SOCKET", address), 7).isEmpty());
    }

    @Test
    void anAddressThatIsTooLongIsNoReasonNotToStart() {
        assertTrue(ServiceManager.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(108)), 7).isEmpty());
    }
}
