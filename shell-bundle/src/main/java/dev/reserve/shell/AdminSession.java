package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/// One client of the admin socket: its command line, script or interactive session, what that prints, and the trailer that says how it ended. What a client
/// sends is in [RequestReader] and [TerminalInput].
///
/// The trailer is a NUL, the exit code in decimal, if there is a reason a blank and that, and a line feed; then the socket is closed.
final class AdminSession implements Runnable {

    /// @param request how long a client may take to send its command line
    /// @param silent how long a command may go on when the client has closed its sending side. A client that only waits for the answer may do so, and one
    ///        that is gone looks the same; commands that take longer are for clients that keep it open.
    record Patience(Duration request, Duration silent) {

        static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    private static final Logger LOG = System.getLogger("reserve.admin");
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final Duration TO_SAY_WHY = Duration.ofMillis(100);

    private final SocketChannel channel;
    private final Peers peers;
    private final LineRunner runner;
    private final Patience patience;
    private final Consumer<AdminSession> whenEnded;
    /// A platform thread: this is what an operator looks with when apps keep every carrier of virtual threads busy.
    /// In a group of its own, with those that run its commands.
    private final Thread thread = Thread.ofPlatform().group(new ThreadGroup("admin-session")).name("admin-session").daemon()
            .unstarted(this);
    private final CountDownLatch ended = new CountDownLatch(1);
    /// Guarded by this: why the thread was interrupted, and whether it still may be.
    private @Nullable CommandFailure interruption;
    private boolean running = true;

    AdminSession(SocketChannel channel, Peers peers, LineRunner runner, Patience patience, Consumer<AdminSession> whenEnded) {
        this.channel = channel;
        this.peers = peers;
        this.runner = runner;
        this.patience = patience;
        this.whenEnded = whenEnded;
    }

    void start() {
        boolean started = false;
        try {
            thread.start();
            started = true;
        } finally {
            if (!started) { // there is no room for one more thread
                whenEnded.accept(this);
            }
        }
    }

    /// Waits for its end.
    void join(Duration timeout) throws InterruptedException {
        thread.join(timeout);
    }

    /// Has the command interrupted, if it runs; the client gets `why`.
    synchronized void interrupt(CommandFailure why) {
        if (running && interruption == null) {
            interruption = why;
            thread.interrupt();
        }
    }

    /// Closes the socket, whatever goes on. If the client takes it, it gets `why`.
    void abandon(CommandFailure why) throws InterruptedException {
        Thread farewell = Thread.ofVirtual().start(() -> {
            try {
                send(trailer(why));
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a client of the admin socket went away", e);
            }
        });
        farewell.join(TO_SAY_WHY);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a session of the admin socket", e);
        }
    }

    @Override
    public void run() {
        try (channel) {
            Request request;
            try {
                peers.check(channel);
                request = RequestReader.read(channel, patience.request());
                Caller.actFor(request.via());
            } catch (CommandFailure e) {
                send(trailer(e));
                channel.shutdownOutput();
                RequestReader.discard(channel, FAREWELL);
                return;
            }
            send(execute(request));
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client of the admin socket went away", e);
        } finally {
            whenEnded.accept(this);
        }
    }

    /// @return the trailer
    private String execute(Request request) {
        try {
            if (request.work() instanceof Request.Shell shell) {
                try (TerminalLink terminal = new TerminalLink(channel, shell, patience.silent(), this::interrupted, this::interrupt)) {
                    runner.interact(request, terminal);
                }
            } else {
                Thread.ofVirtual().name("admin-watch").start(this::watch);
                runner.run(request, new SessionOutput(channel, this::clientIsGone));
            }
            return settle(null);
        } catch (CommandFailure e) {
            return settle(e);
        } catch (RuntimeException | Error e) { // the last resort of this thread: the client gets to know, too
            LOG.log(Level.ERROR, "admin socket: running a command failed", e);
            return settle(new CommandFailure(CommandFailure.INTERNAL, "internal error: " + e));
        } finally {
            ended.countDown();
        }
    }

    private synchronized boolean interrupted() {
        return interruption != null;
    }

    /// From here on the thread is not interrupted, so that the trailer gets out: an interrupt would close the channel.
    private synchronized String settle(@Nullable CommandFailure failure) {
        running = false;
        Thread.interrupted();
        if (failure == null) {
            return "\0" + "0\n";
        }
        return trailer(interruption == null ? failure : interruption);
    }

    private static String trailer(CommandFailure failure) {
        return "\0" + failure.code() + (failure.line().isEmpty() ? "" : " " + failure.line()) + "\n";
    }

    private void send(String trailer) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(trailer);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Reads on while the command runs, to learn that the client goes away.
    private void watch() {
        ByteBuffer ignored = ByteBuffer.allocate(512);
        try {
            while (channel.read(ignored.clear()) >= 0) {
                // nothing that follows the command line means anything
            }
            if (!ended.await(patience.silent().toMillis(), TimeUnit.MILLISECONDS)) {
                clientIsGone();
            }
        } catch (AsynchronousCloseException e) { // the session has ended
            return;
        } catch (IOException e) {
            clientIsGone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void clientIsGone() {
        interrupt(new CommandFailure(CommandFailure.TEMPORARY, "the client went away"));
    }
}
