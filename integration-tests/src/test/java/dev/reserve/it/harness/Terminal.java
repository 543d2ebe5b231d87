package dev.reserve.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a person does at a terminal, which is a pseudo-terminal of Python's. Nothing happens before [#run].
public final class Terminal {

    private final List<String> command;
    private final Path directory;
    private final List<List<Object>> steps = new ArrayList<>();

    private Terminal(Path directory, List<String> command) {
        this.directory = directory;
        this.command = command;
    }

    /// @param directory where the command is started
    public static Terminal of(Path directory, String... command) {
        return new Terminal(directory, List.of(command));
    }

    /// Types it as it is: `\r` is the key Enter.
    public Terminal type(String text) {
        return step("type", text);
    }

    /// Waits until it is shown, after what has been seen before.
    public Terminal see(String text) {
        return step("see", text);
    }

    public Terminal resize(int columns, int rows) {
        return step("resize", columns, rows);
    }

    /// Runs another command to its end.
    public Terminal meanwhile(String... words) {
        return step("run", (Object[]) words);
    }

    /// Waits until the command has ended, with an exit code, and the terminal is as it was before.
    public Terminal end(int code) {
        return step("end", code).step("same");
    }

    private Terminal step(String word, Object... arguments) {
        steps.add(Stream.concat(Stream.of(word), Stream.of(arguments)).toList());
        return this;
    }

    /// Does all of it. Fails if something that was to be seen is not.
    ///
    /// @return what was shown, without escape sequences
    public String run() throws IOException {
        Path own = Files.createTempDirectory(directory, "terminal");
        List<String> script = List.of(Python.with("pty", "python3"), Peer.script(own, "on-terminal.py"), new Gson().toJson(steps));
        Invocation.Ended ended = Invocation.of(script, command).in(directory).run();
        assertEquals(0, ended.exit(), () -> ended.err() + "\nshown:\n" + ended.out());
        return ended.out();
    }
}
