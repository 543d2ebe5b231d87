package dev.reserve.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What comes from the admin socket: output, and behind its only NUL the exit code and maybe a message.
final class Answer {

    /// How a command ended.
    ///
    /// @param message for people, in one line; empty if there is none
    record End(int code, String message) {}

    private static final Pattern TRAILER = Pattern.compile("(\\d{1,3})(?: (.*))?\n", Pattern.DOTALL);

    private final OutputStream out;
    private final ByteArrayOutputStream trailer = new ByteArrayOutputStream();
    private boolean over;

    Answer(OutputStream out) {
        this.out = out;
    }

    void take(byte[] bytes, int length) throws IOException {
        int end = 0;
        while (!over && end < length && bytes[end] != 0) {
            end++;
        }
        if (!over && end > 0) {
            out.write(bytes, 0, end);
            out.flush();
        }
        int rest = over ? 0 : Math.min(length, end + 1);
        over |= end < length;
        if (over) {
            trailer.write(bytes, rest, length - rest);
        }
    }

    /// @throws IOException if it has not come to its end
    End end() throws IOException {
        Matcher matcher = TRAILER.matcher(trailer.toString(StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            throw new IOException("the shell broke off before the command was done");
        }
        String message = matcher.group(2);
        return new End(Integer.parseInt(matcher.group(1)), message == null ? "" : message);
    }
}
