package dev.reserve.core.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A list of arguments written as one line, quoted as in a POSIX shell: words are separated by blanks; `'…'` takes everything as it is;
/// in `"…"` a backslash escapes `"` and `\`; outside of quotes it escapes any character. Nothing is expanded.
public final class Arguments {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=@,+%-[]";

    private Arguments() {}

    /// @throws IllegalArgumentException if a quote is not closed or a backslash ends the line; says at which column
    public static List<String> parse(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\'' || c == '"') {
                i = quoted(line, i, word);
                inWord = true;
            } else if (c == '\\') {
                if (++i == line.length()) {
                    throw new IllegalArgumentException("a backslash at the end of: " + line);
                }
                word.append(line.charAt(i));
                inWord = true;
            } else if (!Character.isWhitespace(c)) {
                word.append(c);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }

    /// The line from which [#parse] makes these words again.
    public static String quote(List<String> words) {
        return words.stream().map(Arguments::quote).collect(Collectors.joining(" "));
    }

    private static String quote(String word) {
        if (!word.isEmpty() && word.chars().allMatch(c -> PLAIN.indexOf(c) >= 0)) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /// Appends what stands between the quote at `open` and the one that closes it, whose index is returned.
    private static int quoted(String line, int open, StringBuilder word) {
        char quote = line.charAt(open);
        for (int i = open + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == quote) {
                return i;
            }
            boolean escapes = quote == '"' && c == '\\' && i + 1 < line.length() && "\"\\".indexOf(line.charAt(i + 1)) >= 0;
            word.append(escapes ? line.charAt(++i) : c);
        }
        throw new IllegalArgumentException("the quote " + quote + " at column " + (open + 1) + " is not closed in: " + line);
    }
}
