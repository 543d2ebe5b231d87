package dev.reserve.log.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.log.LogLevel;
import dev.reserve.log.Logs;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// On the loggers of this JVM.
@ResourceLock("java.util.logging")
class LevelsTest {

    private final Levels levels = new Levels();

    @AfterEach
    void reset() {
        new Levels();
    }

    @Test
    void ofJettyOnlyWarningsAreLoggedUnlessSomebodyWantsMore() {
        assertFalse(isOn("org.eclipse.jetty.server.Server", Level.INFO));
        assertTrue(isOn("org.eclipse.jetty.server.Server", Level.WARNING));
        assertFalse(isOn("org.eclipse.jetty.http.HttpParser", Level.WARNING));
        assertTrue(isOn("org.example.Shop", Level.INFO));
        levels.configure(Map.of("org.eclipse.jetty", LogLevel.DEBUG), "logging.cfg");
        assertTrue(isOn("org.eclipse.jetty.server.Server", Level.FINE));
    }

    @Test
    void whatTheServersOwnBundlesSayOfTheirStartIsNotLogged() {
        assertFalse(isOn("org.apache.felix.scr", Level.INFO));
        assertTrue(isOn("org.apache.felix.scr", Level.WARNING));
    }

    @Test
    void whatIsNoLongerSetIsAsBefore() {
        levels.configure(Map.of("org.example", LogLevel.DEBUG, "root", LogLevel.WARN), "logging.cfg");
        assertTrue(isOn("org.example.Shop", Level.FINE));
        assertFalse(isOn("other", Level.INFO));
        levels.configure(Map.of(), "logging.cfg");
        assertFalse(isOn("org.example.Shop", Level.FINE));
        assertTrue(isOn("other", Level.INFO));
    }

    @Test
    void whatIsSetForTheRunGoesBeforeTheFileUntilItIsTakenBack() {
        levels.set("org.example", LogLevel.TRACE);
        levels.configure(Map.of("org.example", LogLevel.ERROR), "logging.cfg");
        assertTrue(isOn("org.example.Shop", Level.FINEST));
        assertTrue(levels.list().contains(new Logs.Setting("org.example", LogLevel.TRACE, "this run")));
        levels.set("org.example", null);
        assertFalse(isOn("org.example.Shop", Level.WARNING));
        assertTrue(levels.list().contains(new Logs.Setting("org.example", LogLevel.ERROR, "logging.cfg")));
        assertEquals(new Logs.Setting(Logs.ROOT, LogLevel.INFO, "built in"), levels.list().getFirst());
    }

    @Test
    void anAppMaySayMoreThanOthers() {
        levels.configure(Map.of("app:shop", LogLevel.DEBUG), "logging.cfg");
        assertTrue(isOn("org.example.Shop", Level.FINE));
        assertTrue(passes("shop", "org.example.Shop", Level.FINE));
        assertFalse(passes("blog", "org.example.Shop", Level.FINE));
        assertFalse(passes(null, "org.example.Shop", Level.FINE));
        assertTrue(passes("blog", "org.example.Shop", Level.INFO));
    }

    @Test
    void anAppMaySayLessThanOthers() {
        levels.configure(Map.of("app:shop", LogLevel.ERROR, "app:quiet", LogLevel.OFF), "logging.cfg");
        assertFalse(passes("shop", "org.example.Shop", Level.WARNING));
        assertTrue(passes("shop", "org.example.Shop", Level.SEVERE));
        assertTrue(passes("blog", "org.example.Shop", Level.WARNING));
        assertFalse(passes("quiet", "org.example.Shop", Level.SEVERE));
    }

    @Test
    void whatIsSetForALoggerGoesBeforeItsApp() {
        levels.configure(Map.of("app:shop", LogLevel.DEBUG, "org.example.loud", LogLevel.WARN, "org.example.open", LogLevel.TRACE),
                "logging.cfg");
        assertFalse(isOn("org.example.loud.Library", Level.INFO));
        assertTrue(passes("blog", "org.example.open.Library", Level.FINEST));
    }

    @Test
    void theAppMattersOnlyForWhatItsLevelDecides() {
        assertFalse(levels.dependsOnApp(entry("org.example.Shop", Level.INFO)));
        levels.configure(Map.of("app:shop", LogLevel.DEBUG, "org.example.open", LogLevel.TRACE), "logging.cfg");
        assertFalse(levels.dependsOnApp(entry("org.example.Shop", Level.INFO)));
        assertTrue(levels.dependsOnApp(entry("org.example.Shop", Level.FINE)));
        assertFalse(levels.dependsOnApp(entry("org.example.open.Door", Level.FINE)));
    }

    @Test
    void theRootAloneNeedsNoApp() {
        levels.configure(Map.of("root", LogLevel.ERROR), "logging.cfg");
        assertEquals(List.of("root", "org.apache.felix.scr", "org.apache.sshd", "org.eclipse.jetty", "org.eclipse.jetty.http.HttpParser"),
                levels.list().stream().map(Logs.Setting::name).toList());
        assertFalse(isOn("other", Level.WARNING));
    }

    private boolean passes(@Nullable String app, String logger, Level level) {
        LogRecord entry = entry(logger, level);
        return isOn(logger, level) && (!levels.dependsOnApp(entry) || levels.passes(entry, app));
    }

    private static LogRecord entry(String logger, Level level) {
        LogRecord entry = new LogRecord(level, "x");
        entry.setLoggerName(logger);
        return entry;
    }

    private static boolean isOn(String logger, Level level) {
        return Logger.getLogger(logger).isLoggable(level);
    }
}
