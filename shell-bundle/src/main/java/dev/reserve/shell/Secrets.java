package dev.reserve.shell;

import java.util.regex.Pattern;

/// Leaves out of texts what nobody is to read later: in logs and archives they go further than they were meant to.
final class Secrets {

    static final String MASK = "***";

    /// A name that says so, then `=`, `:` or a blank, then the value: up to the next blank, or to the quote that closes it.
    private static final Pattern NAMED = Pattern.compile(
            "((?i)[\\w.-]*(?:password|passwd|passphrase|secret|token|credential|api[_-]?key|private[_-]?key)[\\w.-]*['\"]?\\s*[=:\\s]\\s*)"
                    + "('[^']*'|\"[^\"]*\"|[^\\s'\"]+)");
    private static final Pattern KEY = Pattern.compile(
            "(?im)^([ \\t]*[\\w.-]*(?:password|passwd|passphrase|secret|token|credential|api[_-]?key|private[_-]?key)[\\w.-]*[ \\t]*[=: \\t][ \\t]*).*"
                    + "(?:(?<=\\\\)\\R.*)*$");
    /// `scheme://user:password@host`
    private static final Pattern IN_URL = Pattern.compile("(\\w+://[^/\\s:@]*:)[^@\\s/]+(@)");

    private Secrets() {}

    static String masked(String text) {
        return IN_URL.matcher(NAMED.matcher(text).replaceAll("$1" + MASK))
                .replaceAll("$1" + MASK + "$2");
    }

    /// The same for a file of keys and values, where a value goes on to the end of its line.
    static String maskedKeys(String file) {
        return masked(KEY.matcher(file).replaceAll("$1" + MASK));
    }

    /// Whether a value of this name is one.
    static boolean isSecret(String name) {
        return NAMED.matcher(name + "=x").matches();
    }
}
