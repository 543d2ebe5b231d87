package dev.reserve.log.osgi;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.log.LogEntry;
import dev.reserve.log.LogLevel;
import dev.reserve.log.output.Logging;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/// In a framework of its own, with the log of this JVM.
@ResourceLock("java.util.logging")
class LogServicesTest {

    private static final Logging LOGS = Logging.install();
    private static Framework framework;
    private static BundleContext context;

    @BeforeAll
    static void start(@TempDir Path directory) throws BundleException {
        framework = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, directory.toString(), "felix.log.level", "0"));
        framework.start();
        context = framework.getBundleContext();
        LogServices.register(context, LOGS, LOGS);
    }

    @AfterAll
    static void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(60_000);
    }

    /// A bundle as the core installs it, of an app.
    private static Bundle app(String name, String version) throws BundleException, IOException {
        Bundle bundle = install("reserve:" + version + "-1", "org.example." + name);
        bundle.getBundleContext().registerService(Runnable.class, () -> {}, FrameworkUtil.asDictionary(Map.of("reserve.app", name)));
        return bundle;
    }

    private static Bundle install(String location, String name) throws BundleException, IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        new JarOutputStream(jar, manifest).close();
        Bundle bundle = context.installBundle(location, new ByteArrayInputStream(jar.toByteArray()));
        bundle.start();
        return bundle;
    }

    private static <S> S service(Bundle of, Class<S> type) {
        return of.getBundleContext().getService(of.getBundleContext().getServiceReference(type));
    }

    private static LogEntry last() {
        return LOGS.after(-1).getLast();
    }

    /// As the Log Reader Service shows it.
    private static org.osgi.service.log.LogEntry read() {
        return service(framework, LogReaderService.class).getLog().nextElement();
    }

    private static void awaitThat(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition::getAsBoolean);
    }

    @Test
    void linesOfAnAppsBundleHaveItsNameAndVersionOnWhateverThread() throws Exception {
        Bundle bundle = app("shop", "1a2b3c4d");
        service(bundle, LoggerFactory.class).getLogger("org.example.Stock").warn("only {} hats are left", 2,
                new IllegalStateException("for show"));
        LogEntry line = last();
        assertEquals(List.of(LogLevel.WARN, "org.example.Stock", "shop", "1a2b3c4d", bundle.getBundleId(), "only 2 hats are left"),
                List.of(line.level(), line.logger(), String.valueOf(line.app()), String.valueOf(line.version()), line.bundle(),
                        line.message()));
        assertTrue(String.valueOf(line.trace()).startsWith("java.lang.IllegalStateException: for show\n\tat "), line.trace());
        service(bundle, LogService.class).getLogger("org.example.Stock", FormatterLogger.class).info("%d hats", 2);
        assertEquals("2 hats", last().message());
        bundle.uninstall();
    }

    /// As the console does, which makes room for lines above its prompt.
    @Test
    void whoStandsBeforeTheHandlerSeesTheLinesOfBundlesToo() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Handler before = new Handler() {

            @Override
            public void publish(LogRecord entry) {
                seen.add(entry.getLoggerName() + ": " + entry.getMessage());
            }

            @Override
            public void flush() {
                // nothing to write
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        root.addHandler(before);
        try {
            service(framework, LoggerFactory.class).getLogger("org.example.Seen").info("here");
        } finally {
            root.removeHandler(before);
        }
        assertEquals(List.of("org.example.Seen: here"), seen);
    }

    @Test
    void oneMayLogForAnotherBundle() throws Exception {
        Bundle bundle = app("cafe", "5e6f7a8b");
        service(framework, LoggerFactory.class).getLogger(bundle, "org.example.Cafe", Logger.class).error("no beans");
        assertEquals("cafe", last().app());
        service(framework, LoggerFactory.class).getLogger("org.example.Cafe").error("none here");
        assertNull(last().app());
        assertEquals(0, last().bundle());
        bundle.uninstall();
    }

    @Test
    @SuppressWarnings("deprecation") // which bundles still call
    void theOldLogServiceLogsByItsLevels() throws Exception {
        Bundle bundle = install("test:old", "org.example.old");
        LogService log = service(bundle, LogService.class);
        log.log(context.getServiceReference(LogService.class), LogService.LOG_ERROR, "broken", new IOException("for show"));
        assertEquals(List.of(LogLevel.ERROR, "LogService.org.example.old", bundle.getBundleId()),
                List.of(last().level(), last().logger(), last().bundle()));
        assertTrue(last().message().matches("broken \\(service .*LogService.*\\)"), last().message());
        log.log(LogService.LOG_INFO, null);
        assertEquals("null", last().message());
        long before = last().sequence();
        log.log(LogService.LOG_DEBUG, "fine");
        log.log(17, "finer");
        assertEquals(before, last().sequence());
        bundle.uninstall();
    }

    @Test
    void levelsAreThoseThatAreSetAndAnAuditIsAlwaysLogged() {
        Logger logger = service(framework, LoggerFactory.class).getLogger("org.example.Quiet");
        assertFalse(logger.isDebugEnabled());
        LOGS.set("org.example.Quiet", LogLevel.DEBUG);
        logger.debug("heard");
        assertEquals("heard", last().message());
        LOGS.set("org.example.Quiet", LogLevel.OFF);
        logger.error("unheard");
        logger.audit("somebody has come in");
        assertEquals(List.of("somebody has come in", LogLevel.INFO), List.of(last().message(), last().level()));
        assertFalse(LOGS.after(-1).stream().anyMatch(line -> line.message().equals("unheard")));
        LOGS.set("org.example.Quiet", null);
    }

    @Test
    void whatABundleLogsToTheRootLoggerIsLoggedByTheNameOfTheBundle() throws Exception {
        Bundle bundle = install("test:root", "org.example.root");
        Logger logger = service(bundle, LoggerFactory.class).getLogger(Logger.ROOT_LOGGER_NAME);
        logger.info("started");
        assertEquals(List.of("started", "org.example.root", "ROOT"), List.of(last().message(), last().logger(), logger.getName()));
        LOGS.set("org.example.root", LogLevel.WARN);
        assertFalse(logger.isInfoEnabled());
        LOGS.set("org.example.root", null);
        bundle.uninstall();
    }

    @Test
    void onlyTheTwoTypesOfLoggersAreGiven() {
        LoggerFactory loggers = service(framework, LoggerFactory.class);
        assertEquals("java.lang.String", loggers.getLogger(String.class).getName());
        assertEquals("org.osgi.service.log.LogService is no type of a logger; expected Logger or FormatterLogger",
                assertThrows(IllegalArgumentException.class, () -> loggers.getLogger("x", cast(LogService.class))).getMessage());
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Logger> cast(Class<?> type) {
        return (Class<? extends Logger>) type;
    }

    @Test
    void whatAllLogIsReadTheNewestFirst() throws Exception {
        Bundle bundle = app("inn", "9c8d7e6f");
        java.util.logging.Logger.getLogger("org.example.Inn").severe("older");
        service(bundle, LoggerFactory.class).getLogger("org.example.Inn").warn("newer", new IllegalStateException("for show"));
        List<org.osgi.service.log.LogEntry> read = Collections.list(service(framework, LogReaderService.class).getLog());
        assertEquals(List.of("newer", "older"), read.subList(0, 2).stream().map(org.osgi.service.log.LogEntry::getMessage).toList());
        assertEquals(org.osgi.service.log.LogLevel.ERROR, read.get(1).getLogLevel());
        assertEquals("org.example.inn", read.getFirst().getBundle().getSymbolicName());
        assertEquals("java.lang.IllegalStateException: for show", read.getFirst().getException().getMessage());
        StringWriter trace = new StringWriter();
        read.getFirst().getException().printStackTrace(new PrintWriter(trace, true));
        assertTrue(trace.toString().contains("\tat " + LogServicesTest.class.getName()), trace.toString());
        bundle.uninstall();
    }

    @Test
    void aBundleThatHasGoneIsToldByNameAndNotKeptInMemory() throws Exception {
        Logged logged = logAndUninstall(app("gone", "0a0b0c0d"));
        long id = logged.id();
        org.osgi.service.log.LogEntry read = read();
        assertEquals("closing", read.getMessage());
        Bundle shown = read.getBundle();
        assertEquals(List.of(id, "gone", Bundle.UNINSTALLED), List.of(shown.getBundleId(), shown.getSymbolicName(), shown.getState()));
        assertEquals("bundle " + id + " (gone) has been uninstalled",
                assertThrows(IllegalStateException.class, () -> shown.getResource("x")).getMessage());
        assertTrue(shown.equals(read.getBundle()) && shown.compareTo(framework) > 0);
        awaitThat(() -> {
            System.gc();
            return logged.loader().get() == null && logged.listener().get() == null;
        });
    }

    private record Logged(long id, WeakReference<ClassLoader> loader, WeakReference<LogListener> listener) {}

    /// Its listener is removed by nobody.
    private static Logged logAndUninstall(Bundle bundle) throws BundleException, InterruptedException {
        List<String> heard = new CopyOnWriteArrayList<>();
        LogListener listener = entry -> heard.add(entry.getMessage());
        service(bundle, LogReaderService.class).addLogListener(listener);
        service(bundle, LoggerFactory.class).getLogger("org.example.Gone").info("closing");
        awaitThat(() -> heard.contains("closing"));
        Logged logged = new Logged(bundle.getBundleId(), new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()),
                new WeakReference<>(listener));
        bundle.uninstall();
        CountDownLatch refreshed = new CountDownLatch(1); // until then the framework keeps it
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), _ -> refreshed.countDown());
        assertTrue(refreshed.await(60, TimeUnit.SECONDS));
        return logged;
    }

    @Test
    void aListenerIsToldOfEachLineUntilItIsRemovedAndNotOfWhatItLogsItself() {
        LogReaderService reader = service(framework, LogReaderService.class);
        Logger logger = service(framework, LoggerFactory.class).getLogger("org.example.Heard");
        List<String> heard = new CopyOnWriteArrayList<>();
        LogListener listener = entry -> {
            heard.add(entry.getMessage());
            logger.info("heard " + entry.getMessage());
        };
        reader.addLogListener(listener);
        reader.addLogListener(listener);
        logger.info("one");
        logger.info("two");
        awaitThat(() -> LOGS.after(-1).stream().anyMatch(line -> line.message().equals("heard two")));
        logger.info("three");
        awaitThat(() -> heard.contains("three"));
        assertEquals(List.of("one", "two", "three"), heard);
        reader.removeLogListener(listener);
        List<String> other = new CopyOnWriteArrayList<>();
        LogListener after = entry -> other.add(entry.getMessage());
        reader.addLogListener(after);
        logger.info("four");
        awaitThat(() -> other.contains("four"));
        assertFalse(heard.contains("four"));
        reader.removeLogListener(after);
    }

    @Test
    void aListenerThatFailsIsToldNoMoreAndTheLogSaysSo() {
        LogReaderService reader = service(framework, LogReaderService.class);
        List<String> heard = new CopyOnWriteArrayList<>();
        LogListener failing = entry -> {
            heard.add(entry.getMessage());
            throw new IllegalStateException("for show");
        };
        reader.addLogListener(failing);
        Logger logger = service(framework, LoggerFactory.class).getLogger("org.example.Failing");
        logger.info("first");
        awaitThat(() -> LOGS.after(-1).stream()
                .anyMatch(line -> line.message().startsWith("a listener of the log has failed, and is told no more: ")));
        logger.info("second");
        assertEquals(List.of("first"), heard);
        reader.removeLogListener(failing);
    }
}
