package dev.reserve.benchmarks.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The process of a server; its output goes to the file `log` in its directory.
public final class ServerProcess implements AutoCloseable {

    private static final long STOP_SECONDS = 60;

    private final Path log;
    private final Process process;

    private ServerProcess(Path log, Process process) {
        this.log = log;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)); // a program that is stopped half-way leaves no server behind
    }

    /// @param directory that it runs in, for its log too
    public static ServerProcess start(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path log = directory.resolve("log");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            return new ServerProcess(log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command to its end; what it printed.
    public static String run(List<String> command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            run.getOutputStream().close();
            String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new IllegalStateException(command + " ended with " + run.exitValue() + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    /// A TCP port that nobody listens on now.
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /// Fails with the log if the server has ended.
    public void expectAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException("the server has ended with " + process.exitValue() + ":\n" + log());
        }
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has it stop, and kills what does not.
    @Override
    public void close() {
        try {
            List<ProcessHandle> all = process.descendants().toList();
            process.destroy();
            all.forEach(ProcessHandle::destroy);
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            for (ProcessHandle each : all) {
                if (each.onExit().completeOnTimeout(each, STOP_SECONDS, TimeUnit.SECONDS).join().isAlive()) {
                    each.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
