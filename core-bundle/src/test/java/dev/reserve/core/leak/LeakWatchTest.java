package dev.reserve.core.leak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LeakWatchTest {

    @TempDir
    static Path classes;

    @TempDir
    Path dumps;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final LeakWatch watch = watch(List.of());

    private LeakWatch watch(List<Holders> places) {
        return new LeakWatch(scheduler, new LeakWatch.Timing(Duration.ofMillis(50), Duration.ofMillis(50), 2), places);
    }

    @BeforeAll
    static void compile() throws IOException {
        LeakyApp.compile(classes);
    }

    @AfterEach
    void stop() {
        watch.close();
        scheduler.shutdownNow();
    }

    @Test
    void aLoaderThatGoesIsNoLeak() throws Exception {
        launch("");
        await().atMost(30, TimeUnit.SECONDS).until(() -> watch.watched() == 0);
        assertEquals(List.of(), watch.leaks());
    }

    @Test
    void aLeakIsNamedWithItsHolderAndGoesWithIt() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pooled").factory())) {
            pool.submit(() -> launch("local")).get();
            Leak leak = leak(watch);
            assertEquals("app-1", leak.what());
            assertEquals(List.of("ThreadLocal of thread \"pooled\": a leaky.Leaky"), leak.holders());
        }
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            System.gc();
            return watch.leaks().isEmpty();
        });
    }

    @Test
    void aPlaceThatFailsOrHasTooMuchToSayLeavesTheOthersTheirSay() throws Exception {
        try (LeakWatch other = watch(List.of(_ -> {
            throw new NoClassDefFoundError("not here");
        }, _ -> Collections.nCopies(3, "the same"), _ -> IntStream.range(10, 35).mapToObj(i -> "other " + i).toList()))) {
            URLClassLoader loader = LeakyApp.loader(classes);
            other.watch("app-1", loader);
            List<String> holders = leak(other).holders();
            assertEquals(11, holders.size(), holders.toString());
            assertEquals("the same", holders.getFirst());
            assertEquals("other 19 (and 15 more like it)", holders.getLast());
            loader.close();
        }
    }

    @Test
    void aThreadLocalIsFoundOnTheHeap() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pooled").factory())) {
            pool.submit(() -> launch("local")).get();
            List<String> path = watch.explain(leak(watch).id(), dumps).orElseThrow();
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
        List<String> path = watch.explain(leak(watch).id(), dumps).orElseThrow();
        assertTrue(path.contains("class java.lang.ApplicationShutdownHooks.hooks"), path.toString());
        assertTrue(path.stream().anyMatch(line -> line.startsWith("java.lang.Thread \"leaky-hook\"")), path.toString());
    }

    @Test
    void whatHasGoneNeedsNoExplanation() throws Exception {
        assertEquals(Optional.empty(), HeapPath.find(Integer.MAX_VALUE, dumps));
    }

    private static Leak leak(LeakWatch watch) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> !watch.leaks().isEmpty());
        return watch.leaks().getFirst();
    }

    /// Keeps nothing of the app, not even what ends it: a local variable of a test holds as well as any.
    private boolean launch(String how) throws Exception {
        ClassLoader loader = LeakyApp.loader(classes);
        Function<String, AutoCloseable> app = LeakyApp.in(loader);
        if (!how.isEmpty()) {
            var _ = app.apply(how);
        }
        watch.watch("app-1", loader);
        return true;
    }
}
