package dev.reserve.http.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A block of a PEM file (RFC 7468). What stands between the blocks is comment.
final class Pem {

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----");

    /// Far more than any chain of certificates.
    private static final long MOST_BYTES = 1 << 20;

    private final String label;
    private final byte[] der;

    private Pem(String label, byte[] der) {
        this.label = label;
        this.der = der;
    }

    /// What it says it is, such as `CERTIFICATE`.
    String label() {
        return label;
    }

    /// Its content; empty if that is encrypted in a way that only keys are.
    byte[] der() {
        return der.clone();
    }

    /// The blocks of a file.
    ///
    /// @throws IllegalArgumentException what is wrong with it
    static List<Pem> read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(
                        file + " has " + Files.size(file) + " bytes; expected a PEM file, of at most " + MOST_BYTES);
            }
            return parse(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " is not there; expected a PEM file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read (" + e + "); expected a PEM file", e);
        }
    }

    static List<Pem> parse(String file, String text) {
        List<Pem> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        for (int at = 0; begin.find(at);) {
            String label = begin.group(1);
            String end = "-----END " + label + "-----";
            int to = text.indexOf(end, begin.end());
            if (to < 0) {
                throw new IllegalArgumentException(file + ": no " + end + " after " + begin.group() + "; expected a whole PEM file");
            }
            blocks.add(new Pem(label, decode(file, label, text.substring(begin.end(), to))));
            at = to + end.length();
        }
        return blocks;
    }

    private static byte[] decode(String file, String label, String content) {
        // RFC 1421 headers, which only keys have that are encrypted in an old way
        if (content.contains("Proc-Type:")) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(content.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + label + " is not base64: " + e.getMessage() + "; expected a whole PEM file",
                    e);
        }
    }
}
