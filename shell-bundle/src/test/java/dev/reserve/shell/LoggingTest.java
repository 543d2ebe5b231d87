package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.reserve.log.LogEntry;
import dev.reserve.log.LogLevel;
import dev.reserve.log.Logs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoggingTest {

    /// Ten lines; while one waits, one more comes, and then an interrupt.
    private static final class FakeLogs implements Logs {

        private final List<LogEntry> entries = new ArrayList<>();
        private final List<String> set = new ArrayList<>();
        /// Nothing happens instead of the interrupt.
        private boolean quiet;

        FakeLogs() {
            for (int i = 0; i < 10; i++) {
                add(i);
            }
        }

        private void add(int i) {
            boolean ofApp = i % 2 == 1;
            entries.add(new LogEntry(i, Instant.EPOCH, i % 5 == 0 ? LogLevel.WARN : LogLevel.INFO, "test.Log", ofApp ? "shop" : null,
                    ofApp ? "1a2b3c4d" : null, 0, "main", "line " + i, null));
        }

        @Override
        public List<LogEntry> after(long sequence) {
            return entries.stream().filter(entry -> entry.sequence() > sequence).toList();
        }

        @Override
        public boolean await(long sequence, Duration timeout) throws InterruptedException {
            if (entries.size() > 10) {
                if (quiet) {
                    return false;
                }
                throw new InterruptedException("by the test");
            }
            add(entries.size());
            return true;
        }

        @Override
        public List<Setting> levels() {
            return List.of(new Setting(ROOT, LogLevel.INFO, "built in"), new Setting("app:shop", LogLevel.DEBUG, "this run"));
        }

        @Override
        public void set(String name, @Nullable LogLevel level) {
            set.add(name + "=" + level);
        }
    }

    private final FakeLogs logs = new FakeLogs();
    private final Command command = new Logging(() -> Optional.of(logs), LoggingTest::known).commands().getFirst();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CommandSession session = session(new PrintStream(out, true, StandardCharsets.UTF_8));

    private static CommandSession session(PrintStream console) {
        return (CommandSession) Proxy.newProxyInstance(CommandSession.class.getClassLoader(), new Class<?>[]{CommandSession.class},
                (_, method, _) -> {
                    if (method.getName().equals("getConsole")) {
                        return console;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private static void known(String app) throws CommandFailure {
        if (!app.equals("silent")) {
            throw new CommandFailure(CommandFailure.UNAVAILABLE, "there is no app " + app);
        }
    }

    private List<String> shown() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<String> show(Object... words) throws Exception {
        Object result = command.execute(session, List.of(words));
        out.writeBytes((result == null ? "" : result.toString()).getBytes(StandardCharsets.UTF_8));
        return shown();
    }

    private CommandFailure failure(Object... words) {
        return assertThrows(CommandFailure.class, () -> command.execute(session, List.of(words)));
    }

    @Test
    void theLastLinesAreShownAsTheyWereLogged() throws Exception {
        assertEquals(List.of("1970-01-01T00:00:00.000Z INFO  Log line 8", "1970-01-01T00:00:00.000Z INFO  Log line 9 [shop 1a2b3c4d]"),
                show("--lines", 2));
    }

    @Test
    void ofThoseThatFitTheLastOnesAreShown() throws Exception {
        assertEquals(
                List.of("1970-01-01T00:00:00.000Z INFO  Log line 7 [shop 1a2b3c4d]",
                        "1970-01-01T00:00:00.000Z INFO  Log line 9 [shop 1a2b3c4d]"),
                show("--lines", 2, "--app", "shop"));
    }

    @Test
    void linesMayHaveToMatter() throws Exception {
        assertEquals(List.of("1970-01-01T00:00:00.000Z WARN  Log line 5 [shop 1a2b3c4d]"), show("--app=shop", "--level=warn"));
    }

    @Test
    void whatComesIsShownUntilTheInterrupt() {
        assertThrows(InterruptedException.class, () -> show("--lines", 0, "--follow", "--json"));
        assertEquals(1, shown().size());
        assertEquals("line 10", JsonParser.parseString(shown().getFirst()).getAsJsonObject().get("message").getAsString());
    }

    @Test
    void followingEndsWithItsTime() throws Exception {
        logs.quiet = true;
        show("--lines", 1, "--follow", "--for", "0.001");
        assertTrue(shown().getFirst().endsWith("line 9 [shop 1a2b3c4d]"), shown().toString());
    }

    @Test
    void levelsAreShown() throws Exception {
        show("--levels");
        assertEquals(List.of("LOGGER    LEVEL  SET BY", "root      INFO   built in", "app:shop  DEBUG  this run"), shown());
        out.reset();
        show("--levels", "--json");
        assertEquals("DEBUG",
                JsonParser.parseString(out.toString(StandardCharsets.UTF_8)).getAsJsonArray().get(1).getAsJsonObject().get("level")
                        .getAsString());
    }

    @Test
    void levelsAreSetAndTakenBack() throws Exception {
        for (String set : new String[]{"org.example=debug", "app:a=b=TRACE", "org.example=default"}) {
            show("--set", set);
        }
        assertEquals(List.of("org.example=DEBUG", "app:a=b=TRACE", "org.example=null"), logs.set);
        assertEquals(List.of(), shown());
    }

    @Test
    void whatIsWrongIsTold() {
        assertTrue(failure("--lines", "-1").line().contains("--lines is -1; expected a whole number from 0"),
                failure("--lines", "-1").line());
        assertEquals("\"LOUD\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF", failure("--level", "LOUD").line());
        assertEquals("\"\" is no level; expected TRACE, DEBUG, INFO, WARN, ERROR, OFF", failure("--set", "a=").line());
        for (String set : new String[]{"DEBUG", "=DEBUG", "app:=DEBUG"}) {
            CommandFailure failure = failure("--set", set);
            assertEquals(CommandFailure.USAGE, failure.code());
            assertTrue(failure.line().startsWith("--set " + set + "; expected LOGGER=LEVEL"), failure.line());
        }
        assertEquals(List.of(), logs.set);
    }

    @Test
    void anAppThatIsNotThereIsToldFromOneThatSaysNothing() throws Exception {
        assertEquals(List.of(), show("--app", "silent"));
        CommandFailure failure = failure("--app", "shpo");
        assertEquals(CommandFailure.UNAVAILABLE, failure.code());
        assertEquals("there is no app shpo", failure.line());
        logs.quiet = true;
        assertEquals(List.of(), show("--app", "shpo", "--for", "0.01"));
    }

    @Test
    void withoutALogThereIsNothingToShow() {
        Command without = new Logging(Optional::empty, LoggingTest::known).commands().getFirst();
        assertEquals(CommandFailure.UNAVAILABLE,
                assertThrows(CommandFailure.class, () -> without.execute(session, List.of())).code());
    }
}
