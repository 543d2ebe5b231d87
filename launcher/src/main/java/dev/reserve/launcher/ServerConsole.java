package dev.reserve.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// The shell on the server's own terminal: a client of the admin socket, as `reservectl` is. Its end is not the server's.
final class ServerConsole {
    private static final System.Logger LOG = System.getLogger(ServerConsole.class.getPackageName() + ".console");
    private static final byte[] CLEAR_LINE = "\r\033[K".getBytes(StandardCharsets.US_ASCII);

    private ServerConsole() {}

    /// @throws Exit if there is no terminal
    static void require() throws Exit {
        if (!LocalTerminal.isThere()) {
            throw Exit.usage(
                    "--console: standard input and standard output are not a terminal; reservectl gives the shell of a running server");
        }
    }

    /// Begins to pass on what is typed.
    ///
    /// @param data the server's data directory
    static void start(Path data) {
        ShellClient client = new ShellClient(new AdminConnection(data), true);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
            root.addHandler(new AboveThePrompt(handler, client));
        }
        LOG.log(System.Logger.Level.INFO, "the shell is on this terminal: shutdown ends the server, exit or Ctrl-D the shell alone");
        Thread.ofPlatform().name("console").daemon().start(() -> run(client));
    }

    private static void run(ShellClient client) {
        try {
            Exit end = client.run();
            String message = String.valueOf(end.getMessage());
            LOG.log(System.Logger.Level.INFO, "the console has ended{0}",
                    message.isEmpty() ? "; the server goes on, until Ctrl-C, and reservectl gives its shell" : ": " + message);
        } catch (Exit e) {
            LOG.log(System.Logger.Level.WARNING, "the console has ended: {0}", e.getMessage());
        }
    }

    /// Puts log lines where the line being edited is, and has that shown again below.
    private static final class AboveThePrompt extends Handler {
        private final Handler handler;
        private final ShellClient client;
        private final FileOutputStream screen = new FileOutputStream(FileDescriptor.out);

        AboveThePrompt(Handler handler, ShellClient client) {
            this.handler = handler;
            this.client = client;
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            if (!client.isOpen()) {
                handler.publish(entry);
                return;
            }
            try {
                screen.write(CLEAR_LINE);
            } catch (IOException _) { // there is no terminal any more, which is no reason to lose a log line
            }
            handler.publish(entry);
            handler.flush();
            client.redraw();
        }

        @Override
        public void flush() {
            handler.flush();
        }

        @Override
        public void close() {
            handler.close();
        }
    }
}
