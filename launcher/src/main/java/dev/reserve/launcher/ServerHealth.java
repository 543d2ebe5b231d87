package dev.reserve.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/// How the server in this process is: what its status says, and whether what it cannot do without still answers.
final class ServerHealth implements Health {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Host host;
    private final Path adminSocket;
    private State last = new State(false, false, "Starting");
    /// Once there is an admin socket, it has to answer. There may be none: its path may be too long for one.
    private boolean answers;

    ServerHealth(Host host, Path data) {
        this.host = host;
        this.adminSocket = data.resolve("admin").resolve("admin.sock");
    }

    @Override
    public State look() throws InterruptedException {
        Optional<Supplier<?>> core = host.health(Supplier.class, "state").stream().<Supplier<?>>map(each -> each).findFirst();
        if (core.isEmpty()) { // not yet, or no more
            last = host.stops() ? new State(false, true, "Stopping") : last;
            return last;
        }
        try {
            if (bounded(PATIENCE, core.get()::get) instanceof Map<?, ?> state) {
                last = state(state);
            }
        } catch (ExecutionException e) { // as it stops
            last = new State(false, host.stops(), last.text());
        } catch (TimeoutException e) {
            last = new State(last.ready(), last.stopping(), "The thread that deploys does not answer");
        }
        return last;
    }

    static State state(Map<?, ?> state) {
        boolean one = Long.valueOf(1).equals(state.get("open"));
        String connections = one ? "1 connection is open" : state.get("open") + " connections are open";
        if ("starting".equals(state.get("state"))) {
            return new State(false, false, "Starting");
        } else if ("stopping".equals(state.get("state"))) {
            return new State(false, true, "Stopping: " + connections);
        } else if (Boolean.FALSE.equals(state.get("bound"))) {
            return new State(true, false, "Nothing is bound to a listener yet");
        }
        boolean nothing = Long.valueOf(0).equals(state.get("serving"));
        return new State(!nothing, false,
                "Serving " + (nothing ? "nothing yet" : state.get("apps")) + " on " + state.get("serving") + " of "
                        + state.get("listeners") + " listeners; " + connections);
    }

    @Override
    public Optional<String> ailment(Duration patience) throws InterruptedException {
        List<String> ailments = new ArrayList<>();
        for (Function<Duration, String> part : parts()) {
            String ailment = part.apply(patience);
            if (!ailment.isEmpty()) {
                ailments.add(ailment);
            }
        }
        answers = answers || Files.exists(adminSocket);
        if (answers) {
            try {
                bounded(patience, () -> AdminProbe.ask(adminSocket));
            } catch (ExecutionException e) {
                ailments.add("the admin socket does not answer: " + e.getCause());
            } catch (TimeoutException e) {
                ailments.add("the admin socket does not answer within " + patience.toMillis() + " ms");
            }
        }
        return ailments.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", ailments));
    }

    @SuppressWarnings("unchecked") // the type of the service that the core registers so
    private List<Function<Duration, String>> parts() {
        return host.health(Function.class, "ailment").stream().map(part -> (Function<Duration, String>) part).toList();
    }

    /// On a platform thread of its own: apps may keep all carriers of virtual threads busy.
    private static <T> T bounded(Duration patience, Callable<T> question)
            throws ExecutionException, TimeoutException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(question);
        Thread.ofPlatform().name("health").daemon().start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            task.cancel(true); // which closes a channel that it waits for
        }
    }
}
