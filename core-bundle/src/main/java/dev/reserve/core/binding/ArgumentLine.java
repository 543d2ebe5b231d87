package dev.reserve.core.binding;

import dev.reserve.core.configuration.Form;
import java.util.List;

/// [Arguments] as the value of a setting.
public final class ArgumentLine {

    public static final Form<List<String>> FORM = Form.of("words, quoted as in a shell", ArgumentLine::parse, Arguments::quote);

    private ArgumentLine() {}

    private static List<String> parse(String key, String line) {
        try {
            return Arguments.parse(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
