package dev.reserve.core.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import javax.tools.ToolProvider;

/// A class `leaky.Leaky` that a loader of its own has, which leaves itself behind as it is told, and gives what to end it with.
final class LeakyApp {

    private static final String SOURCE = """
            package leaky;
            import java.util.*;
            import java.util.concurrent.*;
            public class Leaky implements java.util.function.Function<String, AutoCloseable>, LeakyMBean {
                private static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                private static final ThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();
                public AutoCloseable apply(String how) {
                    CountDownLatch stop = new CountDownLatch(1);
                    switch (how) {
                        case "thread" -> Thread.ofPlatform().daemon().name("leaky-thread").start(() -> loop(stop));
                        case "virtual" -> Thread.ofVirtual().name("leaky-virtual").start(() -> loop(stop));
                        case "local" -> {
                            LOCAL.set(this);
                            return () -> LOCAL.remove();
                        }
                        case "deep local" -> {
                            INHERITED.set(new HashMap<>(Map.of("all", new ArrayList<>(List.of(this)))));
                            return () -> INHERITED.remove();
                        }
                        case "hook" -> {
                            Thread hook = new Thread(this::toString, "leaky-hook");
                            Runtime.getRuntime().addShutdownHook(hook);
                            return () -> Runtime.getRuntime().removeShutdownHook(hook);
                        }
                        case "timer" -> {
                            Timer timer = new Timer("leaky-timer", true);
                            timer.schedule(task(), 1_000_000);
                            return timer::cancel;
                        }
                        default -> throw new IllegalArgumentException(how);
                    }
                    return stop::countDown;
                }
                public TimerTask task() {
                    return new TimerTask() { public void run() {} };
                }
                private static void loop(CountDownLatch stop) {
                    Thread.currentThread().setContextClassLoader(null);
                    while (true) {
                        try { stop.await(); return; } catch (InterruptedException e) { }
                    }
                }
            }
            """;

    private LeakyApp() {}

    static void compile(Path classes) throws IOException {
        Path source = Files.writeString(Files.createDirectory(classes.resolve("leaky")).resolve("Leaky.java"), SOURCE);
        Path bean = Files.writeString(classes.resolve("leaky/LeakyMBean.java"), "package leaky; public interface LeakyMBean {}");
        assertEquals(0,
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d", classes.toString(), source.toString(),
                        bean.toString()));
    }

    static URLClassLoader loader(Path classes) throws IOException {
        return new URLClassLoader(new URL[]{classes.toUri().toURL()}, LeakyApp.class.getClassLoader());
    }

    @SuppressWarnings("unchecked")
    static Function<String, AutoCloseable> in(ClassLoader loader) throws ReflectiveOperationException {
        return (Function<String, AutoCloseable>) loader.loadClass("leaky.Leaky").getConstructor().newInstance();
    }
}
