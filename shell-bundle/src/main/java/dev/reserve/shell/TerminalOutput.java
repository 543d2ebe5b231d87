package dev.reserve.shell;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/// What goes to the terminal of an interactive session, on its way to the client.
///
/// A thread of its own writes it: Ctrl-C interrupts those that print, and an interrupt in the middle of a write closes the channel. As in [SessionOutput], a NUL
/// becomes a question mark.
final class TerminalOutput extends OutputStream {

    private static final int LIMIT = 64 * 1024;
    private static final Duration TO_DRAIN = Duration.ofSeconds(5);

    private final WritableByteChannel channel;
    private final Runnable broken;
    private final Thread thread = Thread.ofPlatform().name("admin-terminal").daemon().unstarted(this::send);
    /// All guarded by this.
    private ByteBuffer filling = ByteBuffer.allocate(LIMIT);
    private boolean ended;

    /// @param broken called when the client does not take any more
    TerminalOutput(WritableByteChannel channel, Runnable broken) {
        this.channel = channel;
        this.broken = broken;
    }

    void start() {
        thread.start();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            awaitRoom();
            filling.put(bytes[i] == 0 ? (byte) '?' : bytes[i]);
        }
        notifyAll();
    }

    private void awaitRoom() throws IOException {
        while (!ended && !filling.hasRemaining()) {
            notifyAll();
            try {
                wait();
            } catch (InterruptedException e) {
                throw (IOException) new InterruptedIOException("interrupted while the terminal takes no more").initCause(e);
            }
        }
        if (ended) {
            throw new IOException("the session has ended");
        }
    }

    /// Refuses what comes later, and gives what is left some time to be sent.
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + TO_DRAIN.toNanos();
        while (thread.isAlive() && System.nanoTime() < deadline) {
            try {
                thread.join(Duration.ofNanos(deadline - System.nanoTime()));
            } catch (InterruptedException e) { // which must not let the trailer overtake what is left
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        ByteBuffer sending = ByteBuffer.allocate(LIMIT);
        try {
            while (true) {
                synchronized (this) {
                    while (filling.position() == 0 && !ended) {
                        wait();
                    }
                    if (filling.position() == 0) {
                        return;
                    }
                    ByteBuffer full = filling;
                    filling = sending.clear();
                    sending = full.flip();
                    notifyAll();
                }
                while (sending.hasRemaining()) {
                    channel.write(sending);
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
            broken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
