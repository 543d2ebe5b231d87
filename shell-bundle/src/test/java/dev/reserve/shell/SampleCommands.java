package dev.reserve.shell;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/// Commands that do what commands do. Public, as Gogo calls them.
@SuppressWarnings("DoNotCallSuggester") // some do nothing but throw
public final class SampleCommands {

    static final String[] FUNCTIONS = {"say", "list", "nul", "flood", "refuse", "error", "await", "stop", "copy", "hurry"};

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

    /// What it reads is what is typed, which it closes when there is no more.
    public void copy() throws IOException {
        Process process = Process.Utils.current();
        process.out().println("copying");
        try (InputStream in = process.in()) {
            in.transferTo(process.out());
        }
    }

    /// Is interrupted while it prints.
    public void hurry() {
        Thread.currentThread().interrupt();
        Process.Utils.current().out().println("late");
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
            Process.Utils.current().out().println("last words");
            throw e;
        }
    }
}
