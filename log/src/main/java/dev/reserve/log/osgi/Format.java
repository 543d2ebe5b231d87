package dev.reserve.log.osgi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/// How a logger makes a message of a pattern and arguments, as the specification of the Log Service has it.
enum Format {
    /// `{}` is the place of an argument, `\{}` is `{}`, and `\\{}` a backslash and the place of an argument.
    BRACES {
        @Override
        String text(String pattern, List<@Nullable Object> arguments) {
            return braces(pattern, arguments);
        }
    },
    /// As [java.util.Formatter].
    PRINTF {
        @Override
        String text(String pattern, List<@Nullable Object> arguments) {
            try {
                return String.format(Locale.ROOT, pattern, arguments.toArray());
            } catch (RuntimeException e) { // of the pattern, or of an argument's own toString
                return pattern + " " + arguments.stream().map(Format::shown).toList() + " (it cannot be formatted: "
                        + e.getClass().getName() + ")";
            }
        }
    };

    /// What is said, and what has been given with it.
    record Said(String message, @Nullable Throwable thrown, @Nullable ServiceReference<?> reference) {}

    abstract String text(String pattern, List<@Nullable Object> arguments);

    /// An exception at the end of the arguments, and the reference of a service, are none of the message's.
    Said said(@Nullable String pattern, @Nullable Object... given) {
        List<@Nullable Object> arguments = new ArrayList<@Nullable Object>(Arrays.asList(given));
        Throwable thrown = null;
        ServiceReference<?> reference = null;
        while (!arguments.isEmpty()) {
            if (thrown == null && arguments.getLast() instanceof Throwable last) {
                thrown = last;
            } else if (reference == null && arguments.getLast() instanceof ServiceReference<?> last) {
                reference = last;
            } else {
                break;
            }
            arguments.removeLast();
        }
        String text = String.valueOf(pattern);
        return new Said(given.length == 0 ? text : text(text, arguments), thrown, reference);
    }

    private static String braces(String pattern, List<@Nullable Object> arguments) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        int from = 0;
        for (int at = pattern.indexOf("{}"); at >= 0; at = pattern.indexOf("{}", from)) {
            boolean escaped = at > from && pattern.charAt(at - 1) == '\\';
            boolean twice = escaped && at - 1 > from && pattern.charAt(at - 2) == '\\';
            text.append(pattern, from, escaped ? at - 1 : at);
            from = at + 2;
            boolean literal = (escaped && !twice) || next >= arguments.size();
            text.append(literal ? "{}" : shown(arguments.get(next)));
            next += literal ? 0 : 1;
        }
        return text.append(pattern, from, pattern.length()).toString();
    }

    private static String shown(@Nullable Object argument) {
        try {
            return String.valueOf(argument);
        } catch (RuntimeException e) { // of its own toString
            return "(it cannot be shown: " + e.getClass().getName() + ")";
        }
    }
}
