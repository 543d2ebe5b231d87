package dev.reserve.launcher;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The terminal on standard input, which stty(1) puts in raw mode: what is typed comes at once and as it is. It is put back however the process ends, short of
/// SIGKILL.
final class LocalTerminal implements AutoCloseable {
    private final String settings;
    private final Thread hook = Thread.ofPlatform().name("terminal").unstarted(this::restore);
    private boolean restored;

    private LocalTerminal(String settings) {
        this.settings = settings;
    }

    /// @param columns 0 if the terminal does not know
    record Size(int columns, int rows) {}

    /// Whether standard input and standard output are a terminal.
    @SuppressWarnings("SystemConsoleNull") // with the console of java.base, which is the default again since 25, it does
    static boolean isThere() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// Puts it in raw mode.
    ///
    /// @param shared whether others write there as well, who know nothing of carriage returns: then what is written is still looked after
    static LocalTerminal raw(boolean shared) throws Exit {
        try {
            LocalTerminal terminal = new LocalTerminal(stty("-g"));
            Runtime.getRuntime().addShutdownHook(terminal.hook);
            stty("-icanon", "-echo", "-isig", "-iexten", "-ixon", "-icrnl", "-inlcr",
                    shared ? "opost" : "-opost", "min", "1", "time", "0");
            return terminal;
        } catch (IOException e) {
            throw new Exit(Exit.OS_ERROR, "cannot use the terminal: " + e.getMessage(), e);
        }
    }

    Size size() throws IOException {
        String size = stty("size");
        int blank = size.indexOf(' ');
        try {
            return new Size(Integer.parseInt(size.substring(blank + 1)), Integer.parseInt(size.substring(0, Math.max(blank, 0))));
        } catch (NumberFormatException e) {
            throw new IOException("stty size says '" + size + "'; expected two numbers", e);
        }
    }

    /// Its type, as in terminfo(5).
    static String type() {
        String type = System.getenv("TERM");
        return type == null || type.isEmpty() || type.indexOf(' ') >= 0 ? "dumb" : type;
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            try {
                stty(settings);
            } catch (IOException e) {
                System.err.println("cannot put the terminal back: " + e.getMessage() + "; try: stty sane");
            }
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is about to end, and the hook has nothing left to do
            return;
        }
    }

    private static String stty(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.INHERIT).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }
}
