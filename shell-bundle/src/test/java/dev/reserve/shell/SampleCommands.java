package dev.reserve.shell;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.felix.service.command.CommandSession;

/// Commands that do what commands do. Public, as Gogo calls them.
@SuppressWarnings("DoNotCallSuggester") // some do nothing but throw
public final class SampleCommands {

    static final String[] FUNCTIONS = {"say", "list", "nul", "flood", "refuse", "error", "await", "stop"};

    final CountDownLatch waiting = new CountDownLatch(1);
    final CountDownLatch interrupted = new CountDownLatch(1);

    /// What the command `stop` does.
    Closing stopping = () -> {};

    interface Closing {
        void close() throws IOException;
    }

    public void stop() throws IOException {
        stopping.close();
    }

    public void say(CommandSession session, String text) {
        session.getConsole().println(text);
    }

    public List<String> list() {
        return List.of("one", "two");
    }

    public void nul(CommandSession session) {
        session.getConsole().print("a\0b");
    }

    public void flood(CommandSession session, int lines) {
        for (int i = 0; i < lines; i++) { // interrupted or not
            session.getConsole().println("line " + i);
        }
    }

    public void refuse() throws IOException {
        throw new IOException("not\ntoday\u001b");
    }

    public void error() {
        throw new AssertionError("broken");
    }

    /// Waits until it is interrupted.
    public void await() throws InterruptedException {
        waiting.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
        }
    }
}
