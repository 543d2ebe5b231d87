package dev.reserve.wsgi.link;

import dev.reserve.wsgi.wire.Environ;
import dev.reserve.wsgi.wire.Frame;
import dev.reserve.wsgi.wire.FrameReader;
import dev.reserve.wsgi.wire.FrameWriter;
import dev.reserve.wsgi.wire.ResponseHead;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The connection to one worker, and the thread that alone reads and writes it.
///
/// All that happens to a request between its sending and its end happens on this thread; what other threads want done they [#post]. A thread that posts wakes this one
/// only if it sleeps: it sleeps only after it has said so and then found nothing to do, and who posts looks whether it sleeps only after posting. Once the link is closed,
/// what has been posted and not done is done by exactly one of the two threads as an orphan.
public final class Link {

    /// Frames that wait for the worker to read them before more are written.
    private static final int HIGH = 64 << 10;
    /// After so many responses the requests that came meanwhile go out.
    private static final int TURN = 16;
    /// Requests that wait for their clients, beyond which they keep their places: each has a thread in the worker.
    private static final int MOST_SUSPENDED = 500;
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(100);

    private final long pid;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Events events;
    private final Dispatcher dispatcher;
    private final Load load;
    /// Of how many requests the worker has called the app.
    private final IntSupplier progress;
    private final long timeout;
    private final Thread thread;

    private final Queue<Work> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean closed;
    private volatile long served;

    private final Calls calls = new Calls();
    private final FrameWriter out = new FrameWriter();
    private final FrameReader in = new FrameReader();
    private final Environ environ = new Environ();
    private final ResponseHead head = new ResponseHead();
    private int sent;
    private int suspended;
    private boolean stopped;
    private boolean left;
    private boolean blocked;
    private long nextLook;
    /// A time not long ago: when something was last read, or frames were last written.
    private long now;
    private int ended;
    private long endedFrom;

    /// @param name of the thread
    /// @param pid of the worker's process
    /// @param timeout after which a request has taken too long; zero for never
    public Link(String name, long pid, SocketChannel channel, Events events, Dispatcher dispatcher, int threads, IntSupplier progress,
            Duration timeout)
            throws IOException {
        this.pid = pid;
        this.channel = channel;
        this.events = events;
        this.dispatcher = dispatcher;
        this.load = new Load(threads);
        this.progress = progress;
        this.timeout = timeout.toNanos();
        channel.configureBlocking(false);
        selector = channel.provider().openSelector();
        key = channel.register(selector, SelectionKey.OP_READ);
        thread = new LinkThread(this::run, name);
    }

    /// Starts, with a frame for the worker to begin with.
    public void start(String configuration) {
        out.begin(Frame.CONFIG, 0).put(configuration.getBytes(StandardCharsets.UTF_8)).end();
        thread.start();
    }

    public Load load() {
        return load;
    }

    /// How many requests have had their end.
    public long served() {
        return served;
    }

    /// Gives the worker a request, for which a place is reserved.
    public void send(Call call) {
        call.assign(this);
        post(call);
    }

    /// Tells the worker to finish what it has, and to end.
    public void stop() {
        load.close();
        post(new Control() {
            @Override
            public void run(Link link) {
                if (!stopped) {
                    stopped = true;
                    out.empty(Frame.STOP, 0);
                }
            }
        });
    }

    /// Has the zygote fork a worker.
    public void fork(int worker) {
        post(new Control() {
            @Override
            public void run(Link link) {
                out.empty(Frame.FORK, worker);
            }
        });
    }

    /// Ends the link after reading what is there: the worker's process has ended, though somebody else may have the other end of the connection open.
    public void leave() {
        post(new Control() {
            @Override
            public void run(Link link) {
                left = true;
            }
        });
    }

    private abstract static class Control implements Work {

        @Override
        public void orphaned() {
            // the worker is gone
        }
    }

    void post(Work task) {
        tasks.add(task);
        if (closed) {
            if (tasks.remove(task)) {
                task.orphaned();
            }
        } else if (asleep.get() && asleep.compareAndSet(true, false)) {
            selector.wakeup();
        }
    }

    boolean isMine() {
        return Thread.currentThread().equals(thread);
    }

    private void run() {
        Throwable reason = null;
        try {
            while (serve()) {
                // again
            }
        } catch (IOException | RuntimeException e) {
            reason = e;
        } finally {
            end(reason);
        }
    }

    private boolean serve() throws IOException {
        work();
        boolean wait = rest();
        if (wait) {
            key.interestOps(blocked ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            selector.select(_ -> {}, pause());
            asleep.set(false);
        }
        int count = read();
        if (timeout > 0 && calls.count() > 0) {
            look(now);
        }
        return count > 0 || (count == 0 && !left);
    }

    /// Does what has been posted, and sends the frames that come of it.
    private void work() throws IOException {
        now = System.nanoTime();
        Work task;
        while (out.remaining() < HIGH && (task = tasks.poll()) != null) {
            task.run(this);
        }
        blocked = !out.flush(channel);
    }

    /// Goes to sleep unless there is something to do. It may sleep while there are tasks, if what they write has no room.
    private boolean rest() {
        if (left) {
            return false;
        }
        asleep.set(true);
        if (!tasks.isEmpty() && !(blocked && out.remaining() >= HIGH)) {
            asleep.set(false);
            return false;
        }
        return true;
    }

    private long pause() {
        return timeout > 0 && calls.count() > 0 ? TimeUnit.NANOSECONDS.toMillis(Math.min(LOOK, timeout)) + 1 : 0;
    }

    private int read() throws IOException {
        int frames = 0;
        int count = in.fill(channel);
        long filled = System.nanoTime();
        now = filled;
        while (in.next()) {
            frame(in.kind(), in.id(), in.payload());
            if (++frames % TURN == 0 && !tasks.isEmpty()) {
                work();
            }
        }
        rate(filled);
        return count;
    }

    /// @param filled when the responses were read: how long it takes to pass them on says nothing of the worker
    private void rate(long filled) {
        if (ended > 0) {
            load.ended(ended, endedFrom, filled);
            ended = 0;
        }
    }

    private void frame(int kind, int id, ByteBuffer payload) throws IOException {
        switch (kind) {
            case Frame.HELLO -> {
                // whoever made the link has read it
            }
            case Frame.READY -> {
                load.open();
                events.ready(text(payload));
            }
            case Frame.FAILED -> events.failed(text(payload));
            case Frame.LOG -> {
                boolean error = payload.hasRemaining() && payload.get() == 2;
                Call call = id == 0 ? null : calls.find(id);
                events.log(error, text(payload), call == null ? null : call.name());
            }
            case Frame.FORKED -> events.forked(id, Integer.toUnsignedLong(payload.getInt()));
            case Frame.EXITED -> events.exited(id, Integer.toUnsignedLong(payload.getInt()), payload.getInt());
            default -> {
                Call call = calls.find(id);
                if (call != null) {
                    try {
                        call.frame(kind, payload);
                    } catch (RuntimeException e) {
                        call.failed(kind, e);
                    }
                }
            }
        }
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    /// Takes a request in, before it is written. Null if no more may come.
    boolean take(Call call) {
        if (stopped || left) {
            giveUpPlace();
            return false;
        }
        call.number(calls.add(call), sent++, now);
        return true;
    }

    /// The worker waits for the client of a request, or does so no longer.
    ///
    /// @return whether the request is without a place now
    boolean suspend(boolean waits) {
        if (!waits) {
            suspended--;
            load.resume();
            return false;
        }
        if (suspended >= MOST_SUSPENDED) {
            return false;
        }
        suspended++;
        load.release();
        dispatcher.roomy();
        return true;
    }

    /// The worker has done with a request. There is room for another one now.
    void done(Call call) {
        calls.remove(call);
        if (ended++ == 0) {
            endedFrom = call.sentAt();
        }
        long count = served + 1;
        served = count; // only this thread writes it
        load.release();
        dispatcher.roomy();
    }

    /// Whether it has this request.
    boolean has(Call call) {
        return call.equals(calls.find(call.id()));
    }

    /// Gives a reserved place back; on any thread.
    public void giveUpPlace() {
        load.release();
    }

    private void look(long now) {
        if (now - nextLook < 0) {
            return;
        }
        nextLook = now + LOOK;
        int started = progress.getAsInt();
        for (Call call : calls.all()) {
            if (call.isOverdue(started, now, timeout)) {
                events.overdue(call.name());
                call.overdue(Duration.ofNanos(timeout));
            }
        }
    }

    private void end(@Nullable Throwable reason) {
        load.close();
        closed = true;
        int started = progress.getAsInt();
        for (Call call : calls.all()) {
            load.release();
            calls.remove(call);
            call.lost(started, reason);
        }
        Work task;
        while ((task = tasks.poll()) != null) {
            task.orphaned();
        }
        try (selector; channel) {
            events.closed(reason instanceof EOFException ? null : reason);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Whether it has ended.
    public boolean isClosed() {
        return closed;
    }

    long pid() {
        return pid;
    }

    long now() {
        return now;
    }

    FrameWriter out() {
        return out;
    }

    FrameReader in() {
        return in;
    }

    Environ environ() {
        return environ;
    }

    ResponseHead head() {
        return head;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /// Whether there is more to be sent than is good to have in memory.
    boolean isFull() {
        return out.remaining() >= HIGH;
    }
}
