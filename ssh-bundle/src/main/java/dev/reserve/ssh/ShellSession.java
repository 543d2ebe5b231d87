package dev.reserve.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.Signal;
import org.jspecify.annotations.Nullable;

/// What somebody who has logged in does: one command line; or the shell, if there is a terminal; or a script, which the client sends.
final class ShellSession {

    private static final Logger LOG = System.getLogger("reserve.ssh");

    /// Those of sysexits(3), and of a shell after Ctrl-C.
    private static final int BAD_DATA = 65;
    private static final int UNAVAILABLE = 69;
    private static final int BROKEN = 74;
    private static final int INTERRUPTED = 130;

    private static final int MAX_SCRIPT_BYTES = 1 << 20;
    private static final byte INTERRUPT = 3;
    /// Ctrl-\: leaves whatever the server does, even nothing.
    private static final byte LEAVE = 28;
    /// Ends what the shell may have switched on: bracketed paste, application mode, colours, an invisible cursor.
    private static final String RESET = "\033[?2004l\033[?1l\033>\033[0m\033[?25h\r\n";

    private final Path socket;
    private final String who;
    private final @Nullable String line;
    private final Map<String, String> variables;
    private final @Nullable String terminal;
    /// Both guarded by this. The link is there from the whole request on.
    private @Nullable AdminLink open;
    private boolean left;

    /// @param socket the admin socket
    /// @param line the command line; null for the shell
    /// @param variables of the client; those about the terminal change when it does
    ShellSession(Path socket, String who, @Nullable String line, Map<String, String> variables) {
        this.socket = socket;
        this.who = who;
        this.line = line;
        this.variables = variables;
        this.terminal = variables.get(Environment.ENV_TERM);
    }

    /// Whether what is shown goes to a terminal, which is in raw mode.
    boolean hasTerminal() {
        return terminal != null;
    }

    private boolean isShell() {
        return terminal != null && line == null;
    }

    /// Runs to its end.
    ///
    /// @param in what is typed, or the script
    Answer.End run(InputStream in, OutputStream out) {
        byte[] script = new byte[0];
        AdminLink link;
        try {
            if (line == null && terminal == null) {
                script = in.readNBytes(MAX_SCRIPT_BYTES + 1);
                if (script.length > MAX_SCRIPT_BYTES) {
                    return new Answer.End(BAD_DATA, "the script has more than " + MAX_SCRIPT_BYTES + " bytes");
                }
            }
            link = new AdminLink(socket);
        } catch (IOException e) {
            return new Answer.End(UNAVAILABLE, "there is no shell in this server: " + socket + ": " + e.getMessage());
        }
        try (link) {
            ask(link, script);
            if (terminal != null) {
                Thread.ofPlatform().name("ssh-keyboard").daemon().start(() -> type(in, link));
            }
            return link.copyTo(terminal != null && line != null ? new CarriageReturns(out) : out);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a session of SSH broke off", e);
            reset(out);
            return hasLeft() ? new Answer.End(INTERRUPTED, "interrupted") : new Answer.End(BROKEN, String.valueOf(e.getMessage()));
        }
    }

    /// A change of the size meanwhile comes after it.
    private synchronized void ask(AdminLink link, byte[] script) throws IOException {
        if (left) {
            throw new IOException("the client went away");
        }
        link.header("via", "ssh " + who);
        if (line != null) {
            link.line(line);
        } else if (terminal == null) {
            link.script(script);
        } else {
            link.shell(terminal, number(Environment.ENV_COLUMNS), number(Environment.ENV_LINES));
        }
        open = link;
    }

    private int number(String variable) {
        String text = variables.getOrDefault(variable, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private void type(InputStream in, AdminLink link) {
        byte[] typed = new byte[1024];
        try {
            for (int n = in.read(typed); n >= 0; n = in.read(typed)) {
                if (contains(typed, n, LEAVE) || (!isShell() && contains(typed, n, INTERRUPT))) {
                    leave();
                    return;
                }
                if (isShell()) {
                    link.typed(typed, n);
                }
            }
            if (isShell()) {
                link.ended();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "typed too late", e);
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

    /// The client tells of a new size, or wants to interrupt.
    void signalled(Signal signal) {
        AdminLink link = link();
        try {
            if (link != null && isShell() && signal == Signal.WINCH) {
                link.resized(number(Environment.ENV_COLUMNS), number(Environment.ENV_LINES));
            } else if (link != null && isShell() && signal == Signal.INT) {
                link.typed(new byte[]{INTERRUPT}, 1);
            } else if (signal != Signal.WINCH) {
                leave();
            }
        } catch (IOException e) { // it has just ended
            LOG.log(Level.DEBUG, "signalled too late", e);
        }
    }

    /// Not to be held while something is sent, which may take its time.
    private synchronized @Nullable AdminLink link() {
        return open;
    }

    /// Ends it; what still runs is interrupted.
    synchronized void leave() throws IOException {
        left = true;
        AdminLink link = open;
        if (link != null) {
            link.close();
        }
    }

    private synchronized boolean hasLeft() {
        return left;
    }

    private void reset(OutputStream out) {
        if (isShell() && !"dumb".equals(terminal)) {
            try {
                out.write(RESET.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "a client of SSH went away", e);
            }
        }
    }
}
