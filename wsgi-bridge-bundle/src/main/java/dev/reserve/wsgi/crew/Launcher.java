package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Dispatcher;
import dev.reserve.wsgi.link.Events;
import dev.reserve.wsgi.link.Link;
import dev.reserve.wsgi.wire.Json;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Starts the workers of a crew, each as a process of its own.
final class Launcher implements AutoCloseable {

    private final Plan plan;
    private final Spawner spawner;
    private final Path program;
    private final Path run;
    private final Dispatcher dispatcher;
    private final Door door;
    private final Map<Integer, Progress> progress = new ConcurrentHashMap<>();
    private final Map<Integer, Process> processes = new ConcurrentHashMap<>();

    Launcher(Plan plan, Spawner spawner, Path program, Path run, Dispatcher dispatcher) throws IOException {
        this.plan = plan;
        this.spawner = spawner;
        this.program = program;
        this.run = run;
        this.dispatcher = dispatcher;
        this.door = new Door(run.resolve("link"), plan.startupTimeout());
    }

    /// Starts a worker, and waits until it is ready.
    ///
    /// @param begun gets its process at once
    Worker launch(int number, Start.Fate fate, Consumer<ProcessHandle> begun) throws IOException, InterruptedException {
        Start start = new Start(plan.target(), number, fate);
        Progress shared = new Progress(run.resolve("progress-" + number));
        progress.put(number, shared);
        try {
            Process process = spawner.start(List.of(plan.python().toString(), program.toString(), door.path().toString()), plan,
                    start::output);
            processes.put(number, process);
            begun.accept(process.toHandle());
            return start.await(process.toHandle(), door.expect(process.pid()), (channel, events) -> link(number, channel, events, shared),
                    plan.startupTimeout(), Crew.most(plan.retirement()));
        } catch (IOException | InterruptedException e) {
            gone(number);
            throw e;
        }
    }

    private Link link(int number, SocketChannel channel, Events events, Progress shared) throws IOException {
        Link link = new Link("wsgi-" + plan.target() + "-" + number, channel, events, dispatcher, plan.threads(), shared, plan.timeout());
        link.start(Json.of(configuration(number, shared)));
        return link;
    }

    private Map<String, Object> configuration(int number, Progress shared) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("target", plan.target());
        configuration.put("args", plan.args());
        configuration.put("chdir", plan.directory().toString());
        configuration.put("pythonpath", plan.pythonPath());
        plan.user().ifPresent(user -> configuration.put("user", user));
        plan.group().ifPresent(group -> configuration.put("group", group));
        configuration.put("threads", plan.threads());
        configuration.put("multiprocess", plan.most() > 1);
        configuration.put("window", dispatcher.window());
        configuration.put("progress", shared.path().toString());
        configuration.put("zygote", false);
        configuration.put("title", "reserve wsgi " + plan.target() + " " + number);
        configuration.put("environ", Map.of());
        return configuration;
    }

    void forked(int number, long pid) {}

    void exited(int number, int status) {}

    /// A worker is no more.
    ///
    /// @return how it ended
    String gone(int number) {
        Progress shared = progress.remove(number);
        if (shared != null) {
            try {
                shared.remove();
            } catch (IOException e) {
                System.getLogger("reserve.wsgi").log(System.Logger.Level.WARNING, "removing " + shared.path(), e);
            }
        }
        Process process = processes.remove(number);
        return process == null ? "" : ExitStatus.text(process);
    }

    void stop() {}

    @Override
    public void close() throws IOException {
        door.close();
    }
}
