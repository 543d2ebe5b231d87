package dev.reserve.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Ends the wait of a thread for a server that has come to a standstill: one that is stopped by a signal, say, still takes connections, as far as the kernel goes.
///
/// A command may take long and print nothing meanwhile. So after a silence the server is asked for nothing, on another connection: one that runs answers that.
final class AnswerWatch implements AutoCloseable {
    static final Duration SILENCE = Duration.ofSeconds(10);

    private final AdminConnection connection;
    private final Duration silence;
    private final Thread waiting = Thread.currentThread();
    private final Thread watcher = new Thread(new Watcher(), "answer-watch");
    private volatile long heard = System.nanoTime();
    private boolean closed;
    private boolean gaveUp;

    private AnswerWatch(AdminConnection connection, Duration silence) {
        this.connection = connection;
        this.silence = silence;
    }

    /// Begins to watch for the current thread, which is interrupted if the server says nothing, on either connection, for that long.
    static AnswerWatch start(AdminConnection connection, Duration silence) {
        AnswerWatch watch = new AnswerWatch(connection, silence);
        watch.watcher.setDaemon(true);
        watch.watcher.start();
        return watch;
    }

    /// The server has said something.
    void heard() {
        heard = System.nanoTime();
    }

    /// Why talking to the server came to an end.
    synchronized Exit end(IOException e) {
        if (!gaveUp) {
            return connection.broken(e);
        }
        return new Exit(Exit.TEMPORARY, "the server on " + connection.socket() + " does not answer, on another connection neither, after "
                + 2 * silence.toSeconds()
                + " s\nits process is there, but at a standstill: stopped by a signal, or short of memory or processor", e);
    }

    /// Ends the watching.
    @Override
    public synchronized void close() {
        closed = true;
        watcher.interrupt();
    }

    private synchronized void giveUp() {
        if (!closed) {
            gaveUp = true;
            waiting.interrupt();
        }
    }

    private final class Watcher implements Runnable {

        @Override
        public void run() {
            try {
                while (true) {
                    long left = heard + silence.toNanos() - System.nanoTime();
                    if (left > 0) {
                        TimeUnit.NANOSECONDS.sleep(left);
                    } else if (answers()) {
                        heard();
                    } else {
                        giveUp();
                        return;
                    }
                }
            } catch (InterruptedException e) { // the answer is there
                return;
            }
        }

        private boolean answers() throws InterruptedException {
            long before = heard;
            Probe probe = new Probe();
            Thread thread = new Thread(probe, "answer-probe");
            thread.setDaemon(true);
            thread.start();
            thread.join(silence.toMillis());
            return probe.answered || heard != before;
        }
    }

    private final class Probe implements Runnable {
        private volatile boolean answered;

        @Override
        public void run() {
            try (SocketChannel channel = connection.connect()) {
                AdminConnection.send(channel, new byte[]{'\n'});
                ByteBuffer buffer = ByteBuffer.allocate(256);
                while (channel.read(buffer) >= 0) { // that no command is given
                    buffer.clear();
                }
            } catch (IOException | Exit e) { // who waits gets to know it on its own connection
                answered = true;
            }
            answered = true;
        }
    }
}
