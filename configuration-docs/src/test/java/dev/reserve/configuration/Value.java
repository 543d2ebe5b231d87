package dev.reserve.configuration;

import dev.reserve.core.configuration.Form;
import java.util.stream.Collectors;

/// What a value looks like, in a few words.
final class Value {

    private Value() {}

    static String of(Form<?> form) {
        if (!form.words().isEmpty()) {
            return form.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        }
        if (form.unit().isEmpty()) {
            return form.described();
        }
        return form.unit() + ", " + (form.max().isEmpty() ? "from " + form.min() : form.min() + " to " + form.max());
    }
}
