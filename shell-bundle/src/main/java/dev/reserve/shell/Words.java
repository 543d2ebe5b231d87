package dev.reserve.shell;

import java.util.regex.Pattern;

/// Words as they have to stand in a line for Gogo.
final class Words {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@+-]+");

    private Words() {}

    /// A word that Gogo takes as it is: as in sh, nothing is special between single quotes.
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
