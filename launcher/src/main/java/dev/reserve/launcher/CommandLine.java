package dev.reserve.launcher;

import java.util.List;

import org.jspecify.annotations.Nullable;

/// Reads options up to the first word that is none, or up to `--`. Values come as `-b VALUE`, `-bVALUE`, `--name VALUE` or `--name=VALUE`.
final class CommandLine {
    private final List<String> words;
    private int next;
    private @Nullable String glued;
    private String option = "";

    CommandLine(List<String> words) {
        this.words = words;
    }

    /// The next option, as `-x` or `--name`; null when there is none any more.
    @Nullable
    String option() throws Exit {
        if (glued != null) {
            throw Exit.usage(option + " takes no value, and '" + glued + "' was given");
        }
        if (next == words.size()) {
            return null;
        }
        String word = words.get(next);
        if (word.length() < 2 || word.charAt(0) != '-') {
            return null;
        }
        next++;
        if (word.equals("--")) {
            return null;
        }
        int end = word.startsWith("--") ? word.indexOf('=') : 2;
        if (end < 0 || end == word.length()) {
            option = word;
        } else {
            option = word.substring(0, end);
            glued = word.substring(word.startsWith("--") ? end + 1 : end);
        }
        return option;
    }

    /// The value of the option that was read last.
    String value(String expected) throws Exit {
        if (glued != null) {
            String value = glued;
            glued = null;
            return value;
        }
        if (next == words.size()) {
            throw Exit.usage(option + ": no value; expected " + expected);
        }
        return words.get(next++);
    }

    Exit unknown() {
        return Exit.usage("unknown option " + option);
    }

    /// How many words have been read.
    int read() {
        return next;
    }

    /// The words that have not been read.
    List<String> rest() {
        return List.copyOf(words.subList(next, words.size()));
    }
}
