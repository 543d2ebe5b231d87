package dev.reserve.shell;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads what a client sends first, in UTF-8: header lines, each a `#` with a name and a value, and then, unless a header says otherwise, one command line.
/// A line ends with a line feed, or with the client's stream.
///
/// - `#cwd DIRECTORY`: where the client is.
/// - `#via TEXT`: on whose behalf the client asks, for the audit log.
/// - `#script NAME BYTES`: so many bytes of command lines follow instead of one.
/// - `#shell TERMINAL COLUMNS ROWS`: what follows is typed; see [TerminalInput].
final class RequestReader {

    private static final String HEADERS = "#cwd DIRECTORY, #via TEXT, #script NAME BYTES or #shell TERMINAL COLUMNS ROWS";

    private static final int MAX_VIA = 300;

    private final TimedReader channel;
    /// What has been read, up to its position; what has been used of that ends at `used`.
    private ByteBuffer buffer = ByteBuffer.allocate(8192);
    private int used;
    private @Nullable Path directory;
    private @Nullable String via;

    private RequestReader(TimedReader channel) {
        this.channel = channel;
    }

    /// @param timeout within which all of it has to come
    /// @throws CommandFailure if what comes is not a request; says what was expected
    static Request read(SocketChannel channel, Duration timeout) throws IOException, CommandFailure {
        try (TimedReader reader = new TimedReader(channel, timeout)) {
            return new RequestReader(reader).request();
        } catch (SocketTimeoutException e) {
            throw new CommandFailure(CommandFailure.BAD_DATA, "no command line within " + timeout.toMillis() + " ms", e);
        }
    }

    /// Reads what a client still sends whose request was refused, until it stops or the time is up: a socket closed with bytes unread is reset, and the client
    /// might not get to see why.
    static void discard(SocketChannel channel, Duration timeout) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Request.MAX_BYTES);
        try (TimedReader reader = new TimedReader(channel, timeout)) {
            while (reader.read(buffer.clear()) >= 0) {
                // not wanted
            }
        } catch (SocketTimeoutException e) { // long enough
            return;
        }
    }

    private Request request() throws IOException, CommandFailure {
        while (true) {
            String line = line();
            // A blank after the # makes it a comment, which is a command line that does nothing.
            if (line.length() < 2 || line.charAt(0) != '#' || !Character.isLetter(line.charAt(1))) {
                return new Request(directory, via, new Request.Line(line));
            }
            int blank = line.indexOf(' ');
            String name = blank < 0 ? line : line.substring(0, blank);
            String value = blank < 0 ? "" : line.substring(blank + 1).strip();
            switch (name) {
                case "#cwd" -> directory = directory(value);
                case "#via" -> via = via(value);
                case "#script" -> {
                    return new Request(directory, via, script(value));
                }
                case "#shell" -> {
                    return new Request(directory, via, shell(value));
                }
                default -> throw bad("the header " + shown(name) + "; expected " + HEADERS);
            }
        }
    }

    private static Path directory(String value) throws CommandFailure {
        try {
            Path path = Path.of(value);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw new CommandFailure(CommandFailure.BAD_DATA, "#cwd " + shown(value) + ": " + e.getReason(), e);
        }
        throw bad("#cwd " + shown(value) + "; expected an absolute path");
    }

    /// It goes into the audit log and the journal as it is.
    private static String via(String value) throws CommandFailure {
        if (value.isEmpty() || value.length() > MAX_VIA || value.codePoints().anyMatch(Character::isISOControl)) {
            throw bad("#via " + shown(value) + "; expected at most " + MAX_VIA + " characters, none of them a control character");
        }
        return value;
    }

    private Request.Script script(String value) throws IOException, CommandFailure {
        int blank = value.lastIndexOf(' ');
        int size = blank < 1 ? -1 : number(value.substring(blank + 1), Request.MAX_SCRIPT_BYTES);
        if (size < 0) {
            throw bad("#script " + shown(value) + "; expected #script NAME BYTES, with at most " + Request.MAX_SCRIPT_BYTES + " bytes");
        }
        String name = value.substring(0, blank).strip();
        while (buffer.position() - used < size) {
            if (!more(size)) {
                throw bad("the script " + shown(name) + " ended after " + (buffer.position() - used) + " bytes; expected " + size);
            }
        }
        return new Request.Script(name, decode(size, "the script " + shown(name)));
    }

    private Request.Shell shell(String value) throws CommandFailure {
        String[] words = value.split(" +", -1);
        int columns = words.length == 3 ? number(words[1], TerminalInput.MAX_SIZE) : -1;
        int rows = words.length == 3 ? number(words[2], TerminalInput.MAX_SIZE) : -1;
        // It may end up as the argument of infocmp(1).
        if (columns < 0 || rows < 0 || !words[0].matches("[A-Za-z0-9][A-Za-z0-9+._-]{0,63}")) {
            throw bad("#shell " + shown(value) + "; expected #shell TERMINAL COLUMNS ROWS, such as #shell xterm 80 24");
        }
        return new Request.Shell(words[0], columns, rows, buffer.duplicate().flip().position(used));
    }

    /// A number from 0 to `max`; -1 if it is none.
    static int number(String digits, int max) {
        if (!digits.matches("[0-9]{1,9}")) {
            return -1;
        }
        int number = Integer.parseInt(digits);
        return number > max ? -1 : number;
    }

    private String line() throws IOException, CommandFailure {
        for (int seen = used;; seen++) {
            boolean end = seen == buffer.position() && !more(Request.MAX_BYTES + 1);
            if (seen - used > Request.MAX_BYTES) {
                throw bad("the command line is longer than " + Request.MAX_BYTES + " bytes");
            }
            if (end || buffer.get(seen) == '\n') {
                String line = decode(seen - used, "the command line").strip();
                used = Math.min(used + 1, buffer.position());
                return line;
            }
        }
    }

    /// Reads at least one byte more, if the client has not ended its stream.
    ///
    /// @param wanted how many bytes there may be after those that have been used
    private boolean more(int wanted) throws IOException {
        if (!buffer.hasRemaining()) {
            int size = Math.min(2 * buffer.capacity(), used + wanted);
            buffer = ByteBuffer.allocate(Math.max(size, buffer.capacity() + 1)).put(buffer.flip());
        }
        return channel.read(buffer) >= 0;
    }

    private String decode(int length, String what) throws CommandFailure {
        ByteBuffer bytes = buffer.duplicate().limit(used + length).position(used);
        used += length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(CommandFailure.BAD_DATA, what + " is not UTF-8", e);
        }
    }

    private static String shown(String text) {
        return "'" + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + "'";
    }

    private static CommandFailure bad(String message) {
        return new CommandFailure(CommandFailure.BAD_DATA, message);
    }
}
