package dev.reserve.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/// What a client of SSH runs, as the SSH library sees it: streams, signals, and an exit code.
final class SshCommand implements Command {

    private static final Logger LOG = System.getLogger("reserve.ssh");

    private final Path socket;
    private final String who;
    private final @Nullable String line;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private @Nullable ExitCallback exit;
    private volatile @Nullable ShellSession session;

    /// @param socket the admin socket
    /// @param who has logged in
    /// @param line the command line; null for the shell
    SshCommand(Path socket, String who, @Nullable String line) {
        this.socket = socket;
        this.who = who;
        this.line = line;
    }

    @Override
    public void setInputStream(InputStream given) {
        in = given;
    }

    @Override
    public void setOutputStream(OutputStream given) {
        out = given;
    }

    @Override
    public void setErrorStream(OutputStream given) {
        err = given;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    /// Returns at once: the thread is one of few that serve all connections. The session has a platform thread, as those of the admin socket: apps may keep the carriers of
    /// all virtual ones.
    @Override
    public void start(ChannelSession channel, Environment environment) {
        Map<String, String> variables = environment.getEnv();
        ShellSession started = new ShellSession(socket, who, line, variables);
        session = started;
        environment.addSignalListener((_, signal) -> started.signalled(signal),
                List.of(Signal.WINCH, Signal.INT, Signal.TERM, Signal.HUP));
        Thread.ofPlatform().name("ssh-session").daemon().start(() -> run(started));
    }

    private void run(ShellSession started) {
        Answer.End end = started.run(in, out);
        try (OutputStream to = started.hasTerminal() ? new CarriageReturns(out) : err) { // a terminal shows both
            if (!end.message().isEmpty()) {
                to.write(("reserve: " + end.message() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client of SSH went away", e);
        }
        ExitCallback callback = exit;
        if (callback != null) {
            callback.onExit(end.code());
        }
    }

    /// The client has gone, or all is done.
    @Override
    public void destroy(ChannelSession channel) throws IOException {
        ShellSession started = session;
        if (started != null) {
            started.leave();
        }
    }
}
