package dev.reserve.wsgi.crew;

import dev.reserve.wsgi.link.Call;
import dev.reserve.wsgi.link.Link;
import dev.reserve.wsgi.link.WorkerFailedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The workers of one version of an app, and the thread that supervises them: it keeps as many as are wanted, and replaces those that die or have served enough.
///
/// All state is the supervisor's own; other threads give it tasks. Starting a worker takes its time, so each start has a thread of its own.
@SuppressWarnings("try") // closing waits, and may be interrupted
public final class Crew implements AutoCloseable, Start.Fate {

    private static final System.Logger LOG = System.getLogger("reserve.wsgi");
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration TERM = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    /// A worker that has lived for so long, or has served a request, did not die of a loop.
    private static final Duration SETTLED = Duration.ofSeconds(10);
    /// After so many failures in a row, requests are not kept waiting any more.
    private static final int LOOP = 3;

    private final Plan plan;
    private final String name;
    private final Workshop workshop;
    private final Scheduler scheduler;
    private final Path run;
    private final Launcher launcher;
    private final Scaling scaling;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Map<Integer, ProcessHandle> processes = new ConcurrentHashMap<>();
    /// Those that are killed for a request that takes too long.
    private final Set<Integer> overdue = ConcurrentHashMap.newKeySet();
    private final Queue<CompletableFuture<Integer>> reloads = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private final Map<Integer, Worker> workers = new TreeMap<>();
    private int lastNumber;
    private int abandoned;
    private int starting;
    private int failures;
    /// How many workers in a row died young.
    private int diedYoung;
    private volatile @Nullable String ailment;
    private long notBefore;
    private int wanted;
    private boolean closing;
    private volatile boolean supervised;
    private volatile boolean ending;

    private Crew(Plan plan, Workshop workshop) throws IOException {
        this.plan = plan;
        this.name = plan.name();
        this.workshop = workshop;
        this.scheduler = new Scheduler(plan.queue());
        this.run = workshop.run(plan.preload() && plan.user().isPresent());
        this.launcher = new Launcher(plan, workshop.spawner(), workshop.program(), run, scheduler);
        this.scaling = new Scaling(plan.fewest(), plan.most(), plan.threads());
        this.wanted = plan.fewest();
    }

    /// Starts a crew, and waits until its first workers are ready.
    ///
    /// @throws IllegalArgumentException why there is no app, with Python's traceback
    public static Crew start(Plan plan, Workshop workshop) throws IOException, InterruptedException {
        Crew crew = new Crew(plan, workshop);
        workshop.add(crew);
        boolean started = false;
        try {
            crew.begin();
            started = true;
            return crew;
        } catch (StartException e) { // its message says it all; as a cause it would be said twice
            throw new IllegalArgumentException("wsgi " + plan.name() + ": " + e.getMessage());
        } finally {
            if (!started) {
                crew.close();
            }
        }
    }

    private void begin() throws IOException, InterruptedException {
        List<CompletableFuture<Worker>> first = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            first.add(launch(++lastNumber));
        }
        IOException failure = null;
        for (CompletableFuture<Worker> each : first) {
            try {
                Worker worker = each.get();
                workers.put(worker.number(), worker);
            } catch (ExecutionException e) {
                if (failure == null) { // the others would fail in the same way: they need not try for long
                    failure = e.getCause() instanceof IOException reason ? reason : new IOException(e.getCause());
                    launcher.refuse();
                    launcher.stop().forEach(ProcessHandle::destroyForcibly);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        use();
        supervised = true;
        Thread.ofPlatform().daemon(true).name("wsgi-crew").start(this::supervise);
        if (plan.reload()) {
            Thread.ofVirtual().name("wsgi-sources").start(this::watch);
        }
    }

    private CompletableFuture<Worker> launch(int number) {
        CompletableFuture<Worker> started = new CompletableFuture<>();
        Thread.ofVirtual().name("wsgi-start").start(() -> {
            try {
                started.complete(launcher.launch(number, this, process -> processes.put(number, process)));
            } catch (IOException | InterruptedException | RuntimeException e) {
                processes.remove(number);
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    private void supervise() {
        try {
            while (!closing) {
                Runnable task = tasks.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                } else {
                    tick();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, name + ": the supervisor was interrupted", e);
        } finally {
            closed.countDown();
        }
    }

    private void tick() {
        scheduler.sweep();
        int all = scheduler.abandoned();
        if (all != abandoned) {
            LOG.log(System.Logger.Level.INFO, "{0}: {1} requests have left the queue with their clients, {2} in all", name,
                    Integer.toString(all - abandoned), Integer.toString(all));
            abandoned = all;
        }
        wanted = scaling.wanted(wanted, workers.values(), scheduler.waiting(), System.nanoTime());
        int serving = 0;
        for (Worker worker : List.copyOf(workers.values())) {
            if (worker.isLeaving()) {
                continue;
            }
            serving++;
            if (!worker.isReplaced() && System.nanoTime() - notBefore >= 0 && isWornOut(worker)) {
                worker.replaced(true);
                begin(worker);
            }
        }
        while (serving + starting < wanted && System.nanoTime() - notBefore >= 0) {
            begin(null);
        }
        if (serving > wanted && starting == 0) {
            workers.values().stream().filter(worker -> !worker.isLeaving()).findFirst().ifPresent(this::leave);
        }
    }

    private boolean isWornOut(Worker worker) {
        return worker.hasServedEnough() || (plan.retirement().mebibytes() > 0 && worker.mebibytes() > plan.retirement().mebibytes());
    }

    /// Starts a worker.
    ///
    /// @param before the one that it is to replace, or null
    private CompletableFuture<Void> begin(@Nullable Worker before) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        int number = ++lastNumber;
        starting++;
        launch(number).whenComplete((worker, failure) -> tasks.add(() -> {
            starting--;
            if (worker != null) {
                workers.put(number, worker);
                if (worker.link().isClosed()) { // which nobody has heard
                    ended(worker, null);
                }
                if (before != null) {
                    leave(before);
                }
                use();
                scheduler.failing(null);
                done.complete(null);
            } else {
                Throwable reason = failure == null ? new IllegalStateException("no worker") : failure;
                LOG.log(System.Logger.Level.ERROR, "{0}: worker {1} cannot be started: {2}", name, number, reason.getMessage());
                failed("a worker cannot be started: " + reason.getMessage());
                if (before != null) {
                    before.replaced(false);
                }
                done.completeExceptionally(reason);
            }
        }));
        return done;
    }

    /// Waits for longer each time.
    private void failed(String reason) {
        failures++;
        long pause = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(20, failures - 1));
        notBefore = System.nanoTime() + pause;
        if (failures >= LOOP) {
            ailment = reason;
        }
        if (failures >= LOOP && workers.values().stream().allMatch(Worker::isLeaving)) {
            scheduler.failing(new WorkerFailedException(reason));
        }
    }

    private void leave(Worker worker) {
        worker.leave();
        use();
    }

    private void use() {
        scheduler.use(workers.values().stream().filter(worker -> !worker.isLeaving()).map(Worker::link).toList());
    }

    /// Starts new workers one by one, each in the place of one there is, which finishes its requests. Stops at the first that does not start.
    ///
    /// @return how many were replaced
    public CompletableFuture<Integer> reload() {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        reloads.removeIf(CompletableFuture::isDone);
        reloads.add(done);
        Thread.ofVirtual().name("wsgi-reload").start(() -> {
            try {
                launcher.renew();
                tasks.add(() -> reload(new ArrayList<>(workers.values().stream().filter(worker -> !worker.isLeaving()).toList()), 0, done));
            } catch (IOException | InterruptedException e) {
                done.completeExceptionally(e);
            }
            if (ending) {
                giveUpReloads();
            }
        });
        return done;
    }

    /// While the app is being written.
    private void watch() {
        Sources sources = new Sources(plan);
        try {
            while (!closed.await(Sources.PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                if (sources.haveChanged()) {
                    LOG.log(System.Logger.Level.INFO, "{0}: sources have changed", name);
                    Throwable failure = reload().<@Nullable Throwable>handle((_, thrown) -> thrown).get();
                    if (!ending) {
                        reloaded(failure);
                    }
                }
            }
        } catch (ExecutionException | InterruptedException e) {
            LOG.log(System.Logger.Level.ERROR, name + ": sources are not watched any more", e);
        }
    }

    private void reloaded(@Nullable Throwable failure) {
        if (failure == null) {
            LOG.log(System.Logger.Level.INFO, "{0}: the new code serves", name);
        } else {
            LOG.log(System.Logger.Level.WARNING, "{0}: the new code does not come to serve, the code of before goes on: {1}", name,
                    failure.getMessage());
        }
    }

    private void giveUpReloads() {
        reloads.forEach(reload -> reload.completeExceptionally(new StartException("its version has ended meanwhile")));
    }

    private void reload(List<Worker> rest, int replaced, CompletableFuture<Integer> done) {
        rest.removeIf(worker -> worker.isLeaving() || !workers.containsKey(worker.number()));
        if (rest.isEmpty()) {
            done.complete(replaced);
            return;
        }
        Worker next = rest.removeFirst();
        next.replaced(true);
        begin(next).whenComplete((_, failure) -> tasks.add(() -> {
            if (failure == null) {
                reload(rest, replaced + 1, done);
            } else {
                done.completeExceptionally(failure);
            }
        }));
    }

    @Override
    public void ended(int number, @Nullable Throwable reason) {
        tasks.add(() -> {
            Worker worker = workers.get(number);
            if (worker != null) {
                ended(worker, reason);
            }
        });
    }

    private void ended(Worker worker, @Nullable Throwable reason) {
        boolean late = overdue.remove(worker.number());
        if (workers.remove(worker.number()) == null) {
            return;
        }
        use();
        if (worker.isLeaving()) {
            Thread.ofVirtual().name("wsgi-leaving").start(() -> left(worker));
            return;
        }
        worker.process().destroyForcibly(); // one that has only closed its connection
        String end = launcher.gone(worker.number());
        String how = late ? ", killed for a request that took too long" : end;
        processes.remove(worker.number());
        diedYoung = worker.age() < SETTLED.toNanos() ? diedYoung + 1 : 0;
        if (diedYoung >= LOOP) {
            ailment = "workers die within " + SETTLED.toSeconds() + " s" + how;
        }
        LOG.log(System.Logger.Level.WARNING, "{0}: worker {1} has died{2}{3}, after {4} requests; another one takes its place", name,
                worker.number(), how, reason == null ? "" : " (" + reason + ")", Long.toString(worker.link().served()));
        if (worker.link().served() == 0 && worker.age() < SETTLED.toNanos()) {
            failed("workers die" + how);
        } else { // what it died of, its requests have been told
            failures = 0;
            notBefore = System.nanoTime() + (worker.age() < SETTLED.toNanos() ? FIRST_PAUSE.toNanos() : 0);
        }
        tick();
    }

    /// One that was told to end has closed its connection; what it still does, such as what the app has registered for its exit, it may finish.
    private void left(Worker worker) {
        try {
            Shutdown.of(List.of(worker.process()), LAST_WORDS, TERM);
        } catch (InterruptedException e) {
            worker.process().destroyForcibly();
        }
        String how = launcher.gone(worker.number());
        processes.remove(worker.number());
        LOG.log(System.Logger.Level.INFO, "{0}: worker {1} has left after {2} requests{3}", name, worker.number(),
                Long.toString(worker.link().served()), how);
    }

    @Override
    public void overdue(int number, String request) {
        LOG.log(System.Logger.Level.WARNING, "{0}: worker {1} is killed: {2} has taken more than {3} s", name, number, request,
                Double.toString(plan.timeout().toMillis() / 1000.0));
        ProcessHandle process = processes.get(number);
        if (process != null) {
            overdue.add(number);
            process.destroyForcibly();
        }
    }

    /// Takes a request.
    public void offer(Call call) {
        scheduler.offer(call);
    }

    /// Why workers do not live, if several in a row did not.
    public Optional<String> ailment() {
        return Optional.ofNullable(ailment);
    }

    /// Bytes of a body that may be on their way.
    public int window() {
        return scheduler.window();
    }

    /// The app.
    public Plan plan() {
        return plan;
    }

    /// Ends all workers: those that do not end by themselves are killed.
    @Override
    public void close() throws IOException, InterruptedException {
        scheduler.close();
        tasks.add(() -> closing = true);
        workshop.remove(this);
        launcher.refuse();
        ending = true;
        giveUpReloads();
        if (supervised) {
            closed.await();
        }
        for (Worker worker : List.copyOf(workers.values())) {
            worker.leave();
        }
        List<ProcessHandle> ending = new ArrayList<>(processes.values());
        ending.addAll(launcher.stop());
        Shutdown.of(ending, LAST_WORDS, TERM);
        launcher.close();
        Workshop.remove(run);
    }

    /// So many requests, and some more.
    static long most(Plan.Retirement retirement) {
        return retirement.requests() == 0
                ? Long.MAX_VALUE
                : retirement.requests() + (long) ThreadLocalRandom.current().nextInt(retirement.jitter() + 1);
    }

    /// The links, for tests.
    List<Link> links() {
        return workers.values().stream().map(Worker::link).toList();
    }
}
