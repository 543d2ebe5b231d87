package dev.reserve.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/// A person's terminal as the server's shell: passes on what is typed, and shows what comes. Editing, completion and history are the server's.
final class ShellClient {
    /// Ends what the server may have switched on if it did not get to: bracketed paste, application mode, colours, an invisible cursor.
    private static final String RESET = "\033[?2004l\033[?1l\033>\033[0m\033[?25h";

    /// Ctrl-\\: leaves whatever the server does, even nothing.
    private static final byte LEAVE = 28;

    private final AdminConnection connection;
    private final boolean shared;
    private final OutputStream screen = new FileOutputStream(FileDescriptor.out);
    private volatile @Nullable SocketChannel open;
    private volatile boolean left;

    /// @param shared whether others write to the terminal as well
    ShellClient(AdminConnection connection, boolean shared) {
        this.shared = shared;
        this.connection = connection;
    }

    /// Runs a session to its end.
    ///
    /// @return how it ended
    Exit run() throws Exit {
        AnswerWatch watch = AnswerWatch.start(connection, AnswerWatch.SILENCE);
        try (watch; SocketChannel channel = connection.open(); LocalTerminal terminal = LocalTerminal.raw(shared)) {
            Signal.handle(new Signal("WINCH"), _ -> resized(channel, terminal));
            begin(channel, terminal);
            Thread.ofPlatform().name("keyboard").daemon().start(() -> type(channel));
            boolean whole = false;
            try {
                Exit end = show(channel, watch);
                whole = true;
                return end;
            } finally {
                open = null;
                Thread.interrupted(); // by the watch: the terminal is still to be put back
                if (!whole && !LocalTerminal.type().equals("dumb")) {
                    screen.write((RESET + "\r\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            if (left) {
                return new Exit(Exit.TEMPORARY, "left the shell; what still runs in it is interrupted");
            }
            throw watch.end(e);
        }
    }

    /// Whether a session runs.
    boolean isOpen() {
        return open != null;
    }

    /// Has the line being edited shown again, after something else has been written to the terminal.
    void redraw() {
        SocketChannel channel = open;
        if (channel != null) {
            try {
                send(channel, "\0redraw\n".getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) { // the server has gone: whoever reads from it says so
                return;
            }
        }
    }

    /// Once the shell is there, whoever sits before it sees whether it answers, and can leave.
    private Exit show(SocketChannel channel, AnswerWatch watch) throws IOException, Exit {
        Answer answer = new Answer(screen);
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            watch.close();
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return answer.end();
    }

    /// Until the process ends: nothing interrupts a read from a terminal.
    private void type(SocketChannel channel) {
        byte[] typed = new byte[1024];
        FileInputStream keyboard = new FileInputStream(FileDescriptor.in);
        try {
            for (int n = keyboard.read(typed); n >= 0; n = keyboard.read(typed)) {
                if (contains(typed, n, LEAVE)) {
                    left = true;
                    channel.close();
                    return;
                }
                send(channel, escaped(typed, n));
            }
            channel.shutdownOutput();
        } catch (IOException e) { // the server has gone: whoever reads from it says so
            return;
        }
    }

    private static boolean contains(byte[] bytes, int length, byte wanted) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /// A NUL begins a message in the protocol, and an empty one stands for itself.
    static byte[] escaped(byte[] typed, int length) {
        int nuls = 0;
        for (int i = 0; i < length; i++) {
            nuls += typed[i] == 0 ? 1 : 0;
        }
        byte[] escaped = new byte[length + nuls];
        int to = 0;
        for (int i = 0; i < length; i++) {
            escaped[to++] = typed[i];
            if (typed[i] == 0) {
                escaped[to++] = '\n';
            }
        }
        return escaped;
    }

    /// What changes the size meanwhile comes after it.
    private synchronized void begin(SocketChannel channel, LocalTerminal terminal) throws IOException {
        LocalTerminal.Size size = terminal.size();
        send(channel, ("#shell " + LocalTerminal.type() + " " + size.columns() + " " + size.rows() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        open = channel;
    }

    private synchronized void resized(SocketChannel channel, LocalTerminal terminal) {
        if (open == null) {
            return;
        }
        try {
            LocalTerminal.Size size = terminal.size();
            send(channel, ("\0size " + size.columns() + " " + size.rows() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) { // the server has gone: whoever reads from it says so
            return;
        }
    }

    /// Whole messages only: they come from several threads.
    private synchronized void send(SocketChannel channel, byte[] bytes) throws IOException {
        AdminConnection.send(channel, bytes);
    }
}
