package dev.reserve.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The terminal of an interactive session, which is at the client's: what it shows, and what is typed there.
final class TerminalLink implements AutoCloseable {

    /// The session's side.
    interface Keyboard extends TerminalInput.Receiver {

        /// Nothing more will be typed.
        void ended();
    }

    private final SocketChannel channel;
    private final Request.Shell terminal;
    private final Duration silent;
    private final BooleanSupplier ending;
    private final Consumer<CommandFailure> interrupt;
    private final TerminalOutput output;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// @param silent how long the session may go on when the client has closed its sending side
    /// @param ending whether the session has been interrupted for good
    /// @param interrupt interrupts it, and says why
    TerminalLink(SocketChannel channel, Request.Shell terminal, Duration silent, BooleanSupplier ending,
            Consumer<CommandFailure> interrupt) {
        this.channel = channel;
        this.terminal = terminal;
        this.silent = silent;
        this.ending = ending;
        this.interrupt = interrupt;
        this.output = new TerminalOutput(channel, this::clientIsGone);
    }

    Request.Shell terminal() {
        return terminal;
    }

    OutputStream output() {
        return output;
    }

    /// Whether the session is to end as soon as it can.
    boolean ending() {
        return ending.getAsBoolean();
    }

    /// Begins to write what is shown, and to pass on what is typed.
    void connect(Keyboard keyboard) {
        output.start();
        Thread.ofPlatform().name("admin-keyboard").daemon().start(() -> read(keyboard));
    }

    private void read(Keyboard keyboard) {
        TerminalInput input = new TerminalInput(keyboard);
        try {
            take(terminal.typed(), input);
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer.clear()) >= 0) {
                take(buffer.flip(), input);
            }
            keyboard.ended();
            if (!closed.await(silent.toMillis(), TimeUnit.MILLISECONDS)) {
                clientIsGone();
            }
        } catch (AsynchronousCloseException e) { // the session has ended
            return;
        } catch (IOException e) {
            clientIsGone();
        } catch (CommandFailure e) {
            interrupt.accept(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void take(ByteBuffer bytes, TerminalInput input) throws CommandFailure {
        byte[] taken = new byte[bytes.remaining()];
        bytes.get(taken);
        input.take(taken, 0, taken.length);
    }

    private void clientIsGone() {
        interrupt.accept(new CommandFailure(CommandFailure.TEMPORARY, "the client went away"));
    }

    /// Sends what is left to be shown.
    @Override
    public void close() {
        output.end();
        closed.countDown();
    }
}
