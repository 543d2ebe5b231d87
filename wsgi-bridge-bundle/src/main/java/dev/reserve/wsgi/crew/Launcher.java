package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Dispatcher;
import dev.reserve.wsgi.link.Link;
import dev.reserve.wsgi.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts the workers of a crew, each as a process of its own, or all as forks of one that has imported the app.
final class Launcher implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("reserve.wsgi");

    private final Plan plan;
    private final Spawner spawner;
    private final Path program;
    private final Path run;
    private final Dispatcher dispatcher;
    /// Who forked workers become, if that is somebody else.
    private final @Nullable UserPrincipal owner;
    private final Door door;
    private final Map<Integer, Progress> progress = new ConcurrentHashMap<>();
    private final Map<Integer, Process> processes = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock starting = new ReentrantLock();
    private boolean refusing;
    private final List<Zygote> all = new CopyOnWriteArrayList<>();
    private @Nullable Zygote zygote;
    private int zygotes;

    Launcher(Plan plan, Spawner spawner, Path program, Path run, Dispatcher dispatcher) throws IOException {
        this.plan = plan;
        this.spawner = spawner;
        this.program = program;
        this.run = run;
        this.dispatcher = dispatcher;
        this.owner = plan.preload() && plan.user().isPresent() ? user(run, plan.user().get()) : null;
        this.door = new Door(run.resolve("link"), plan.startupTimeout());
        if (owner != null) { // forked workers are that user by the time they connect
            try {
                Files.setOwner(door.path(), owner);
                Files.setOwner(run, owner);
            } catch (IOException e) {
                door.close();
                throw new IOException("--user: only root can have workers become " + owner + " (" + e.getMessage() + ")", e);
            }
        }
    }

    private static UserPrincipal user(Path run, String name) throws IOException {
        try {
            return run.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new StartException("there is no user " + name);
        }
    }

    /// Starts a worker, and waits until it is ready.
    ///
    /// @param begun gets its process at once
    Worker launch(int number, Start.Fate fate, Consumer<ProcessHandle> begun) throws IOException, InterruptedException {
        Start start = new Start(plan.name(), number, Integer.toString(number), fate, () -> how(number));
        Progress shared = new Progress(run.resolve("progress-" + number));
        progress.put(number, shared);
        if (owner != null) {
            shared.give(owner);
        }
        try {
            ProcessHandle process = plan.preload() ? zygote().fork(number, plan.startupTimeout()) : spawn(number, start);
            begun.accept(process);
            Worker worker = await(start, number, process, shared, false);
            for (Zygote parent : all) {
                if (parent.has(number)) {
                    parent.ready(number, worker);
                }
            }
            LOG.log(System.Logger.Level.INFO, "{0}: worker {1}, process {2}, is ready", plan.name(), number,
                    Long.toString(process.pid()));
            return worker;
        } catch (IOException | InterruptedException | RuntimeException e) {
            gone(number);
            throw e;
        }
    }

    private ProcessHandle spawn(int number, Start start) throws IOException, InterruptedException {
        starting.lockInterruptibly();
        try {
            if (refusing) {
                throw new StartException("its version has ended meanwhile");
            }
            Process process = spawner.start(List.of(plan.python().toString(), program.toString(), door.path().toString()), plan,
                    start::output);
            processes.put(number, process);
            return process.toHandle();
        } finally {
            starting.unlock();
        }
    }

    private Worker await(Start start, int number, ProcessHandle process, Progress shared, boolean zygote)
            throws IOException, InterruptedException {
        return start.await(process, door.expect(process.pid()), (channel, events) -> {
            Link link = new Link("wsgi-" + plan.name() + "-" + number, process.pid(), channel, events, dispatcher, plan.threads(), shared,
                    plan.timeout());
            link.start(Json.of(configuration(number, shared, zygote)));
            return link;
        }, plan.startupTimeout(), Crew.most(plan.retirement()));
    }

    private Zygote zygote() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Zygote running = zygote;
            if (running == null || !running.isAlive()) {
                running = startZygote();
                zygote = running;
            }
            return running;
        } finally {
            lock.unlock();
        }
    }

    private Zygote startZygote() throws IOException, InterruptedException {
        all.removeIf(Zygote::isOver);
        processes.entrySet().removeIf(each -> each.getKey() < 0 && !each.getValue().isAlive());
        int number = --zygotes;
        Zygote started = new Zygote(plan.name());
        Start start = new Start(plan.name(), number, number == -1 ? "zygote" : "zygote " + -number, started, () -> how(number));
        Progress shared = new Progress(run.resolve("zygote" + number));
        try {
            ProcessHandle process = spawn(number, start);
            started.ready(await(start, number, process, shared, true));
            all.add(started);
            LOG.log(System.Logger.Level.INFO, "{0}: the app is imported, workers are forked from process {1}", plan.name(),
                    Long.toString(process.pid()));
            return started;
        } finally {
            shared.remove();
        }
    }

    /// Has the next workers come from an app that is imported anew, if that is what workers are forked from.
    void renew() throws IOException, InterruptedException {
        if (!plan.preload()) {
            return;
        }
        lock.lockInterruptibly();
        try {
            Zygote before = zygote;
            zygote = startZygote();
            if (before != null) {
                before.retire();
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Object> configuration(int number, Progress shared, boolean forking) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("target", plan.target());
        plan.module().ifPresent(module -> configuration.put("module", module));
        configuration.put("args", plan.args());
        configuration.put("chdir", plan.directory().toString());
        configuration.put("pythonpath", plan.pythonPath());
        plan.user().ifPresent(user -> configuration.put("user", user));
        plan.group().ifPresent(group -> configuration.put("group", group));
        configuration.put("threads", plan.threads());
        configuration.put("multiprocess", plan.most() > 1);
        configuration.put("window", dispatcher.window());
        configuration.put("progress", shared.path().toString());
        configuration.put("zygote", forking);
        configuration.put("title", "reserve wsgi " + plan.name() + " " + number);
        configuration.put("lifeline", true);
        configuration.put("environ", Map.of());
        return configuration;
    }

    /// How a process has ended, for which it waits.
    private String how(int number) {
        for (Zygote parent : all) {
            if (parent.has(number)) {
                return parent.how(number);
            }
        }
        Process process = processes.get(number);
        return process == null ? "" : ExitStatus.text(process);
    }

    /// A worker is no more.
    ///
    /// @return how it ended
    String gone(int number) {
        Progress shared = progress.remove(number);
        if (shared != null) {
            try {
                shared.remove();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "removing " + shared.path(), e);
            }
        }
        for (Zygote parent : all) {
            if (parent.has(number)) {
                return parent.gone(number);
            }
        }
        Process process = processes.remove(number);
        return process == null ? "" : ExitStatus.text(process);
    }

    /// Starts no more processes.
    void refuse() {
        starting.lock();
        try {
            refusing = true;
        } finally {
            starting.unlock();
        }
    }

    /// Ends what is there besides the workers.
    ///
    /// @return processes that are about to end
    List<ProcessHandle> stop() {
        all.forEach(Zygote::stop);
        return processes.values().stream().map(Process::toHandle).toList();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
