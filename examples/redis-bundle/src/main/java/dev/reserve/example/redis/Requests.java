package dev.reserve.example.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The requests of a client, each a command and its arguments: sent as an array of strings, each with its length before it, or as a line of words.
///
/// A string of Redis is any bytes. Here it is a [String] with one character a byte.
///
/// @see <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">RESP</a>
final class Requests {

    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_STRINGS = 16 * 1024;
    /// Of all strings of a request together.
    static final int MAX_BYTES = 1024 * 1024;

    private final InputStream in;

    Requests(InputStream in) {
        this.in = in;
    }

    /// The next one, of a word or more; nothing at the end.
    ///
    /// @throws ProtocolException if what comes is none, or is too large: the rest cannot be made sense of
    /// @throws EOFException if it ends in the middle
    Optional<List<String>> next() throws IOException {
        for (Optional<String> line = line(); line.isPresent(); line = line()) {
            List<String> request = line.get().startsWith("*") ? array(line.get()) : words(line.get());
            if (!request.isEmpty()) {
                return Optional.of(request);
            }
        }
        return Optional.empty();
    }

    private static List<String> words(String line) throws ProtocolException {
        List<String> words = line.isBlank() ? List.of() : List.of(line.strip().split("\\s+"));
        // As Redis does: a web page must not have a browser send commands in the lines of a request of HTTP.
        if (!words.isEmpty() && (words.getFirst().equals("POST") || words.getFirst().equals("Host:"))) {
            throw new ProtocolException("this is a request of HTTP");
        }
        return words;
    }

    private List<String> array(String line) throws IOException {
        int size = number(line, MAX_STRINGS, "multibulk");
        List<String> strings = new ArrayList<>();
        int left = MAX_BYTES;
        for (int i = 0; i < size; i++) {
            String header = line().orElseThrow(EOFException::new);
            if (!header.startsWith("$")) {
                throw new ProtocolException("expected '$', got '" + header.substring(0, Math.min(1, header.length())) + "'");
            }
            int length = number(header, left, "bulk");
            byte[] bytes = in.readNBytes(length);
            if (!line().orElseThrow(EOFException::new).isEmpty()) {
                throw new ProtocolException("expected a string of " + length + " bytes and the end of the line");
            }
            strings.add(new String(bytes, ISO_8859_1));
            left -= length;
        }
        return strings;
    }

    /// What follows the first character.
    private static int number(String line, int max, String what) throws ProtocolException {
        String digits = line.substring(1);
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > max) {
            throw new ProtocolException("invalid " + what + " length, expected at most " + max);
        }
        return Integer.parseInt(digits);
    }

    /// A line without its end, which is CR LF, or LF from people who type.
    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (line.size() == MAX_LINE_BYTES) {
                throw new ProtocolException("too big inline request, expected at most " + MAX_LINE_BYTES + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
