package dev.reserve.core.leak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Filter;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import javax.management.modelmbean.ModelMBeanInfoSupport;
import javax.management.modelmbean.RequiredModelMBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each in words in which an author finds it again; the JVM of the tests opens what the launcher's does.
class PlatformHoldersTest {

    @TempDir
    static Path classes;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private URLClassLoader loader;
    private Function<String, AutoCloseable> app;

    @BeforeAll
    static void compile() throws IOException {
        LeakyApp.compile(classes);
    }

    @BeforeEach
    void launch() throws Exception {
        loader = LeakyApp.loader(classes);
        app = LeakyApp.in(loader);
    }

    @AfterEach
    void close() throws IOException {
        loader.close();
    }

    @Test
    void whatNothingHoldsHasNoHolders() {
        assertEquals(List.of(), holders());
    }

    @Test
    void threads() throws Exception {
        try (AutoCloseable _ = app.apply("thread")) {
            awaitHolder("thread \"leaky-thread\": runs leaky.Leaky.loop(Leaky.java:");
        }
    }

    @Test
    void virtualThreads() throws Exception {
        try (AutoCloseable _ = app.apply("virtual")) {
            awaitHolder("thread \"leaky-virtual\": runs leaky.Leaky.loop(Leaky.java:");
        }
    }

    @Test
    void threadsByTheirContextClassLoader() throws Exception {
        Thread thread = Thread.ofPlatform().name("leaky-context").unstarted(PlatformHoldersTest::untilInterrupted);
        thread.setContextClassLoader(new URLClassLoader(loader.getURLs(), loader));
        thread.start();
        awaitHolder("thread \"leaky-context\": context class loader, at ");
        thread.interrupt();
        thread.join();
    }

    @Test
    void threadsOfAPoolByWhatItKeeps() throws Exception {
        try (ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("leaky-pool").factory())) {
            Object object = app;
            pool.schedule(() -> object, 1, TimeUnit.HOURS);
            awaitHolder(
                    "thread \"leaky-pool\": its task is a java.util.concurrent.ThreadPoolExecutor$Worker whose .this$0.workQueue.queue[0]");
            pool.shutdownNow();
        }
    }

    @Test
    void threadLocals() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pooled").factory())) {
            AutoCloseable local = pool.submit(() -> app.apply("local")).get();
            AutoCloseable deep = pool.submit(() -> app.apply("deep local")).get();
            awaitHolder("ThreadLocal of thread \"pooled\": a leaky.Leaky");
            awaitHolder("InheritableThreadLocal of thread \"pooled\": a java.util.HashMap whose .table[");
            awaitHolder(".value.elementData[0] is a leaky.Leaky");
            pool.submit(closing(local)).get();
            pool.submit(closing(deep)).get();
            assertEquals(List.of(), holders());
        }
    }

    @Test
    void shutdownHooks() throws Exception {
        try (AutoCloseable _ = app.apply("hook")) {
            awaitHolder("shutdown hook \"leaky-hook\": its task is a leaky.Leaky$$Lambda");
        }
        Thread hook = new Thread(() -> {}, "hook");
        hook.setContextClassLoader(loader);
        Runtime.getRuntime().addShutdownHook(hook);
        awaitHolder("shutdown hook \"hook\": context class loader");
        Runtime.getRuntime().removeShutdownHook(hook);
        assertEquals(List.of(), holders());
    }

    @Test
    void timers() throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        try (AutoCloseable _ = app.apply("timer")) {
            awaitHolder("thread \"leaky-timer\" (a java.util.Timer, not cancelled): context class loader");
        } finally {
            Thread.currentThread().setContextClassLoader(PlatformHoldersTest.class.getClassLoader());
        }
    }

    @Test
    void tasksOfATimerOfSomebodyElse() throws Exception {
        Timer timer = new Timer("shared", true);
        timer.schedule((TimerTask) app.getClass().getMethod("task").invoke(app), TimeUnit.HOURS.toMillis(1));
        awaitHolder("task of the java.util.Timer \"shared\": a leaky.Leaky$1");
        timer.cancel();
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void managedBeans() throws Exception {
        Class type = loader.loadClass("leaky.LeakyMBean");
        RequiredModelMBean model = new RequiredModelMBean(new ModelMBeanInfoSupport("leaky.Leaky", "", null, null, null, null));
        model.setManagedResource(app, "objectReference");
        ObjectName name = new ObjectName("leaky:type=Leaky");
        beans.registerMBean(app, name);
        awaitHolder("MBean leaky:type=Leaky: a leaky.Leaky");
        beans.unregisterMBean(name);
        beans.registerMBean(new StandardMBean(app, type), name);
        awaitHolder("MBean leaky:type=Leaky: a javax.management.StandardMBean whose .mbean.resource is a leaky.Leaky");
        beans.unregisterMBean(name);
        beans.registerMBean(model, name);
        awaitHolder("MBean leaky:type=Leaky: a javax.management.modelmbean.RequiredModelMBean whose .managedResource is a leaky.Leaky");
        beans.unregisterMBean(name);
        assertEquals(List.of(), holders());
    }

    @Test
    void listenersOfTheJvmsOwnBeans() throws Exception {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        Object object = app;
        NotificationListener listener = (_, _) -> assertTrue(object != null);
        ((NotificationEmitter) memory).addNotificationListener(listener, null, null);
        awaitHolder("MBean java.lang:type=Memory: a ");
        ((NotificationEmitter) memory).removeNotificationListener(listener);
        assertEquals(List.of(), holders());
    }

    @Test
    void loggers() {
        Logger logger = Logger.getLogger("leaky");
        logger.setFilter(made(Filter.class));
        awaitHolder("filter of logger \"leaky\": a ");
        logger.setFilter(null);
    }

    @Test
    void jdbcDrivers() throws Exception {
        Driver driver = made(Driver.class);
        DriverManager.registerDriver(driver);
        awaitHolder("JDBC driver: a ");
        // Its own method lets only those do it who can load the class of the driver.
        Opened.field(DriverManager.class, "registeredDrivers", null).ifPresent(drivers -> ((List<?>) drivers).clear());
        assertEquals(List.of(), holders());
    }

    @Test
    void systemProperties() {
        System.getProperties().put("leaky", List.of(app));
        awaitHolder("system property leaky: a java.util.ImmutableCollections$List12 whose .e0 is a leaky.Leaky");
        System.getProperties().remove("leaky");
    }

    /// An object of a class that the app's loader has.
    private <T> T made(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(loader, new Class<?>[]{type, leakyInterface()}, (_, _, _) -> null));
    }

    private Class<?> leakyInterface() {
        try {
            return loader.loadClass("leaky.LeakyMBean");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Callable<Boolean> closing(AutoCloseable end) {
        return () -> {
            end.close();
            return true;
        };
    }

    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<String> holders() {
        return PlatformHolders.all().stream().flatMap(place -> place.of(loader).stream()).toList();
    }

    /// A thread may take a moment until it runs what it is to be named for.
    private void awaitHolder(String part) {
        await().untilAsserted(() -> {
            List<String> holders = holders();
            assertTrue(holders.stream().anyMatch(holder -> holder.contains(part)), holders.toString());
        });
    }
}
