package dev.reserve.it.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/// A command that runs. Closing it kills it.
public final class Running implements AutoCloseable {

    private final Process process;
    private final Path out;
    private final Path err;

    Running(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public long pid() {
        return process.pid();
    }

    /// What the kernel shows of it.
    public ProcessView view() {
        return new ProcessView(pid());
    }

    /// Waits until it has become another program.
    public ProcessView awaitBecoming(String program) throws IOException {
        awaitThat("it becomes " + program, () -> view().program().equals(program));
        return view();
    }

    /// Waits for a condition; if it does not come, or the command ends before, fails with what the command wrote.
    public void awaitThat(String what, Callable<Boolean> condition) throws IOException {
        awaitThat(what, ServerProcess.DEADLINE, condition);
    }

    /// The same for what may take longer.
    public void awaitThat(String what, Duration atMost, Callable<Boolean> condition) throws IOException {
        boolean met = false;
        try {
            await(what).atMost(atMost).ignoreExceptions().until(() -> condition.call() || !process.isAlive());
            met = condition.call();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + "\n" + out() + err(), e);
        } catch (Exception e) {
            throw new AssertionError("waiting until " + what + ": the command has ended with " + process.exitValue() + "\n" + out() + err(),
                    e);
        }
        if (!met) {
            throw new AssertionError(
                    "waiting until " + what + ": the command has ended with " + process.exitValue() + "\n" + out() + err());
        }
    }

    /// The file that its standard output goes to.
    Path outFile() {
        return out;
    }

    /// What it wrote on standard output until now.
    public String out() throws IOException {
        return Files.readString(out);
    }

    /// What it wrote on standard error until now.
    public String err() throws IOException {
        return Files.readString(err);
    }

    /// Waits for its end.
    public Invocation.Ended awaitEnd() throws IOException {
        try {
            if (!process.waitFor(ServerProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the command has not ended:\n" + out() + err());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return new Invocation.Ended(process.exitValue(), out(), err());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
