package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Apps that have ended, and are still in memory.
class LeakIT {

    /// Keeps a thread for others to use, as a library of the platform might.
    private static final String SHARED_THREAD = """
            java.util.concurrent.ExecutorService shared = java.util.concurrent.Executors.newSingleThreadExecutor(
                    work -> Thread.ofPlatform().daemon().name("shared").unstarted(work));
            shared.submit(() -> {}).get(); // now, or it has the context class loader of another app
            System.getProperties().put("test.shared", shared);
            return answering("pool");""";

    /// What each leaking app does when it is launched, and what is to be named as the holder.
    private static Map<String, List<String>> leaks() {
        Map<String, List<String>> leaks = new LinkedHashMap<>();
        leaks.put("thread", List.of("""
                Thread.ofPlatform().daemon().name("left behind").start(() -> {
                    while (true) { java.util.concurrent.locks.LockSupport.park(); Thread.interrupted(); }
                });""", "thread \"left behind\""));
        leaks.put("timer",
                List.of("new java.util.Timer(\"ticking\", true).schedule(new java.util.TimerTask() { public void run() {} }, 3_600_000L);",
                        "thread \"ticking\" (a java.util.Timer, not cancelled)"));
        leaks.put("mbean", List.of("""
                java.lang.management.ManagementFactory.getPlatformMBeanServer().registerMBean(new javax.management.DynamicMBean() {
                    public Object getAttribute(String name) { return name; }
                    public void setAttribute(javax.management.Attribute attribute) {}
                    public javax.management.AttributeList getAttributes(String[] names) { return new javax.management.AttributeList(); }
                    public javax.management.AttributeList setAttributes(javax.management.AttributeList all) { return all; }
                    public Object invoke(String name, Object[] values, String[] types) { return name; }
                    public javax.management.MBeanInfo getMBeanInfo() {
                        return new javax.management.MBeanInfo(getClass().getName(), "left", null, null, null, null);
                    }
                }, new javax.management.ObjectName("test:name=left"));""", "test:name=left"));
        leaks.put("standard mbean", List.of("""
                java.lang.management.ManagementFactory.getPlatformMBeanServer().registerMBean(
                        new javax.management.StandardMBean((Runnable) () -> answering(""), Runnable.class),
                        new javax.management.ObjectName("test:name=wrapped"));""",
                "MBean test:name=wrapped: a javax.management.StandardMBean whose .mbean.resource is a test.App$$Lambda"));
        leaks.put("hook", List.of("Runtime.getRuntime().addShutdownHook(new Thread(() -> answering(\"\"), \"at the end\"));",
                "shutdown hook \"at the end\": its task is a test.App$$Lambda"));
        leaks.put("service", List.of("""
                org.osgi.framework.FrameworkUtil.getBundle(App.class).getBundleContext().getBundle(0).getBundleContext()
                        .registerService(Runnable.class, () -> answering(""), null);""",
                "service java.lang.Runnable of bundle org.apache.felix.framework: a test.App$$Lambda"));
        leaks.put("virtual", List.of("Thread.ofVirtual().name(\"endless\").start(java.util.concurrent.locks.LockSupport::park);",
                "thread \"endless\": context class loader, at java.base/java.lang.VirtualThread.park"));
        String local = """
                class Held {
                    static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                }
                java.util.concurrent.ExecutorService shared = (java.util.concurrent.ExecutorService) System.getProperties().get("test.shared");
                shared.submit(() -> Held.LOCAL.set(%s)).get();""";
        leaks.put("local", List.of(local.formatted("new App()"), "ThreadLocal of thread \"shared\": a test.App"));
        leaks.put("local map", List.of(local.formatted("new java.util.HashMap<>(java.util.Map.of(1, new App()))"),
                "ThreadLocal of thread \"shared\": a java.util.HashMap whose .table[1].value is a test.App"));
        return leaks;
    }

    @Test
    void anAppThatLeaksIsNamedWithItsHolderAndACleanOneIsNot(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "pool=127.0.0.1:0"))) {
            server.configure("reserve.cfg", "leak.deadline.seconds=2", "probation.seconds=0");
            server.configure("reserve.binding-pool.cfg", "listener=pool", "app=pool");
            server.awaitThat("the configuration is in force", () -> server.find("bindings", "name", "pool").isPresent());
            AppJar.answering("pool", "").launch(SHARED_THREAD).dropInto(server.deploy(), "pool.jar");
            server.awaitAnswer("pool", "x", "pool x");

            Map<String, List<String>> leaks = leaks();
            Map<String, String> digests = new LinkedHashMap<>();
            for (Map.Entry<String, List<String>> leak : leaks.entrySet()) {
                AppJar.answering("app", "").launch(leak.getValue().getFirst() + "\nreturn answering(\"" + leak.getKey() + "\");")
                        .header("Import-Package", "dev.reserve.app, org.osgi.framework, javax.management")
                        .dropInto(server.deploy(), "app.jar");
                server.awaitAnswer("web", "x", leak.getKey() + " x");
                digests.put(leak.getKey(), sha256(server));
                AppJar.answering("app", "clean").header("Test-After", leak.getKey()).dropInto(server.deploy(), "app.jar");
                server.awaitAnswer("web", "x", "clean x");
            }
            AppJar.answering("app", "last").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "last x");

            for (Map.Entry<String, List<String>> leak : leaks.entrySet()) {
                String sha256 = digests.getOrDefault(leak.getKey(), "none");
                server.awaitThat(leak.getKey() + " is found", () -> find(server, sha256).isPresent());
                String found = find(server, sha256).orElseThrow().get("holders").toString().replace("\\\"", "\"");
                assertTrue(found.contains(leak.getValue().getLast()), leak.getKey() + ": " + found);
                String logged = "leak " + find(server, sha256).orElseThrow().get("id").getAsInt() + ": app.jar";
                server.awaitLog(logged);
                assertTrue(server.log().lines().anyMatch(line -> line.contains(logged) && line.contains(leak.getValue().getLast())),
                        leak.getKey() + ": " + server.log());
            }
            String text = server.ctl("leaks").output();
            assertEquals(leaks.size(), all(server).size(), text);
            leaks.values().forEach(leak -> assertTrue(text.contains(leak.getLast()), text));
        }
    }

    @Test
    void aServerWithoutLeaksShowsNone(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "echo")) {
            ServerProcess.Outcome outcome = server.ctl("leaks");
            assertEquals(0, outcome.exit());
            assertTrue(outcome.output().contains("no leaks"), outcome.output());
            assertFalse(server.log().contains("leak 1"), server.log());
        }
    }

    private static String sha256(ServerProcess server) {
        return server.find("artifacts", "file", "app.jar").orElseThrow().get("sha256").getAsString();
    }

    private static JsonArray all(ServerProcess server) {
        return JsonParser.parseString(server.ctl("leaks", "--json").output()).getAsJsonArray();
    }

    /// The leak of a content: what it is called by begins with its file and has the beginning of its digest.
    private static Optional<JsonObject> find(ServerProcess server, String sha256) {
        return StreamSupport.stream(all(server).spliterator(), false).map(JsonElement::getAsJsonObject)
                .filter(leak -> leak.get("what").getAsString().contains(sha256.substring(0, 8))).findFirst();
    }
}
