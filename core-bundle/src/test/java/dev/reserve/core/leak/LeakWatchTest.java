package dev.reserve.core.leak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.management.ObjectName;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakWatchTest {

    @TempDir
    static Path classes;

    @TempDir
    Path dumps;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeakWatch watch = new LeakWatch(scheduler, new LeakWatch.Timing(Duration.ofMillis(50), Duration.ofMillis(50), 2),
            List.of());

    /// An app that leaks as it is told; told "stop", it mends it.
    private static final String LEAKY = """
            package leaky;
            import java.util.*;
            import java.util.concurrent.*;
            public class Leaky implements java.util.function.Consumer<String>, LeakyMBean {
                private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                private final Timer timer = new Timer("leaky-timer", true);
                private final Thread hook = new Thread(() -> {}, "leaky-hook");
                private final CountDownLatch stop = new CountDownLatch(1);
                public void accept(String how) {
                    switch (how) {
                        case "thread" -> {
                            Thread thread = new Thread(this::loop, "leaky-thread");
                            thread.setContextClassLoader(null);
                            thread.setDaemon(true);
                            thread.start();
                        }
                        case "local" -> LOCAL.set(this);
                        case "hook" -> Runtime.getRuntime().addShutdownHook(hook);
                        case "timer" -> timer.schedule(new TimerTask() { public void run() {} }, 1_000_000);
                        case "none" -> {}
                        case "stop" -> {
                            stop.countDown();
                            LOCAL.remove();
                            Runtime.getRuntime().removeShutdownHook(hook);
                        }
                    }
                    if (!how.equals("timer") || how.equals("stop")) timer.cancel();
                }
                private void loop() {
                    try { stop.await(); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                }
            }
            """;

    @BeforeAll
    static void compile() throws IOException {
        Path source = Files.writeString(Files.createDirectory(classes.resolve("leaky")).resolve("Leaky.java"), LEAKY);
        Path bean = Files.writeString(classes.resolve("leaky/LeakyMBean.java"), "package leaky; public interface LeakyMBean {}");
        assertEquals(0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString(),
                        bean.toString()));
    }

    @AfterEach
    void stop() {
        watch.close();
        scheduler.shutdownNow();
    }

    @Test
    void aLoaderThatGoesIsNoLeak() throws Exception {
        launch("none");
        await().atMost(30, TimeUnit.SECONDS).until(() -> watch.watched() == 0);
        assertEquals(List.of(), watch.leaks());
    }

    @Test
    void aThreadIsNamed() throws Exception {
        Consumer<String> app = launch("thread");
        Leak leak = leak();
        assertEquals("app-1", leak.what());
        assertTrue(leak.holders().stream().anyMatch(holder -> holder.startsWith("thread \"leaky-thread\": runs leaky.Leaky.loop(")),
                leak.toString());
        app.accept("stop");
    }

    @Test
    void aTimerIsNamed() throws Exception {
        leakOf("timer", "thread \"leaky-timer\" (a java.util.Timer, not cancelled): context class loader");
    }

    @Test
    void anMBeanIsNamed() throws Exception {
        ObjectName name = new ObjectName("leaky:type=Leaky");
        ManagementFactory.getPlatformMBeanServer().registerMBean(launch("none"), name);
        assertEquals(List.of("MBean leaky:type=Leaky"), leak().holders());
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        await().until(() -> {
            System.gc();
            return watch.leaks().isEmpty();
        });
    }

    private void leakOf(String how, String holder) throws Exception {
        launch(how);
        Leak leak = leak();
        assertTrue(leak.holders().stream().anyMatch(found -> found.startsWith(holder)), leak.toString());
    }

    @Test
    void aThreadLocalIsFoundOnTheHeap() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pooled").factory())) {
            pool.submit(() -> {
                launch("local");
                return true;
            }).get();
            List<String> path = watch.explain(leak().id(), dumps).orElseThrow();
            assertEquals(List.of("thread", "java.lang.Thread \"pooled\".threadLocals", "java.lang.ThreadLocal$ThreadLocalMap.table"),
                    path.subList(0, 3), path.toString());
            assertTrue(path.contains("java.lang.ThreadLocal$ThreadLocalMap$Entry.value"), path.toString());
            assertEquals("java.net.URLClassLoader (the class loader)", path.getLast());
        }
        assertEquals(0, dumps.toFile().list().length);
    }

    @Test
    void aShutdownHookIsFoundOnTheHeap() throws Exception {
        launch("hook");
        List<String> path = watch.explain(leak().id(), dumps).orElseThrow();
        assertTrue(path.contains("class java.lang.ApplicationShutdownHooks.hooks"), path.toString());
        assertTrue(path.stream().anyMatch(line -> line.startsWith("java.lang.Thread \"leaky-hook\"")), path.toString());
    }

    @Test
    void whatHasGoneNeedsNoExplanation() throws Exception {
        assertEquals(Optional.empty(), HeapPath.find(Integer.MAX_VALUE, dumps));
    }

    private Leak leak() {
        await().atMost(30, TimeUnit.SECONDS).until(() -> !watch.leaks().isEmpty());
        return watch.leaks().getFirst();
    }

    @SuppressWarnings("unchecked")
    private Consumer<String> launch(String how) throws Exception {
        URL url = URI.create(classes.toUri().toString()).toURL();
        URLClassLoader loader = new URLClassLoader(new URL[]{url}, LeakWatchTest.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Consumer<String> app = (Consumer<String>) loader.loadClass("leaky.Leaky").getConstructor().newInstance();
            app.accept(how);
            watch.watch("app-1", loader);
            return app;
        } finally {
            Thread.currentThread().setContextClassLoader(LeakWatchTest.class.getClassLoader());
        }
    }
}
