package dev.reserve.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// `reservectl`: runs commands in the running server, or gives its shell.
///
/// Written to start fast, so without what has the JVM make classes as it runs: lambdas, regular expressions, switches on types.
public final class Reservectl {
    private static final String COMMAND = "reservectl";
    private static final int MAX_SCRIPT_BYTES = 1024 * 1024;

    private Reservectl() {}

    /// Runs the command.
    public static void main(String[] arguments) {
        int code;
        try {
            Map<String, String> environment = System.getenv();
            String base = environment.getOrDefault("RESERVE_BASE", "");
            Path directory = Path.of(base.isEmpty() ? System.getProperty("reserve.home", ".") : base);
            ReservectlOptions options = ReservectlOptions.parse(RawArguments.decoded(RawArguments.of(arguments)), directory, environment);
            if (!options.making().isEmpty()) {
                throw NewApp.parse(options.making()).make(Path.of(System.getProperty("reserve.home", ".")));
            }
            Exit end = run(options);
            complain(String.valueOf(end.getMessage()));
            code = end.code();
        } catch (Exit e) {
            code = e.print(COMMAND);
        }
        System.exit(code);
    }

    private static void complain(String message) {
        int start = 0;
        while (start < message.length()) {
            int end = message.indexOf('\n', start);
            end = end < 0 ? message.length() : end;
            System.err.println(COMMAND.concat(": ").concat(message.substring(start, end)));
            start = end + 1;
        }
    }

    /// How the command ended: its exit code, and the message of its error.
    private static Exit run(ReservectlOptions options) throws Exit {
        AdminConnection connection = new AdminConnection(options.data());
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        String line = options.line();
        if (line != null) {
            return ask(connection, line.concat("\n").getBytes(StandardCharsets.UTF_8), out, AnswerWatch.SILENCE);
        }
        String script = options.script();
        if (script != null || !LocalTerminal.isThere()) {
            return ask(connection, script(script == null ? "-" : script), out, AnswerWatch.SILENCE);
        }
        return new ShellClient(connection, false).run();
    }

    /// @param silence after how long it is asked whether the server still is there
    static Exit ask(AdminConnection connection, byte[] request, OutputStream out, Duration silence) throws Exit {
        AnswerWatch watch = AnswerWatch.start(connection, silence);
        try (watch; SocketChannel channel = connection.open()) {
            AdminConnection.send(channel, request);
            Answer answer = new Answer(out);
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                watch.heard();
                show(answer, buffer.array(), buffer.position());
                buffer.clear();
            }
            return answer.end();
        } catch (IOException e) {
            throw watch.end(e);
        }
    }

    private static void show(Answer answer, byte[] bytes, int length) throws Exit {
        try {
            answer.write(bytes, 0, length);
        } catch (IOException e) {
            // Whoever has closed the other end of a pipe, as head(1) does, has seen enough.
            boolean enough = "Broken pipe".equals(e.getMessage());
            throw new Exit(Exit.IO_ERROR, enough ? "" : "cannot write to standard output: " + e.getMessage(), e);
        }
    }

    /// The request for a script: its name and size, and itself.
    ///
    /// @param file where it is; `-` for standard input
    private static byte[] script(String file) throws Exit {
        boolean standard = file.equals("-");
        byte[] text;
        // Not closed, if it is standard input.
        try (FileInputStream in = standard ? new FileInputStream(FileDescriptor.in) : new FileInputStream(file)) {
            text = in.readNBytes(MAX_SCRIPT_BYTES + 1);
        } catch (IOException e) {
            throw new Exit(Exit.NO_INPUT, "cannot read the script: " + reason(file, e), e);
        }
        String name = standard ? "standard input" : file;
        if (text.length > MAX_SCRIPT_BYTES) {
            throw new Exit(Exit.BAD_DATA, "the script " + name + " is longer than " + MAX_SCRIPT_BYTES + " bytes");
        }
        byte[] head = ("#script " + name.replace('\n', ' ') + " " + text.length + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[head.length + text.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(text, 0, request, head.length, text.length);
        return request;
    }

    private static String reason(String file, IOException e) {
        return Files.isDirectory(Path.of(file)) ? file + " is a directory" : String.valueOf(e.getMessage());
    }
}
