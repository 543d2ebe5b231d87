package dev.reserve.benchmarks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// What the command line says: `--name value`, any number of times.
record Options(Map<String, String> values) {

    /// @throws IllegalArgumentException which option is unknown or has no value
    static Options parse(Set<String> known, String... arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!known.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " with no value, or not an option; expected " + known);
            }
            values.put(name, arguments[i + 1]);
        }
        return new Options(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /// Those of `all` whose names the option has, separated by commas; all of them if there is no such option.
    ///
    /// @throws IllegalArgumentException which of the names is unknown
    <T> List<T> chosen(String name, List<T> all, Function<T, String> id) {
        List<String> ids = all.stream().map(id).toList();
        List<String> chosen = has(name) ? List.of(text(name, "").split(",")) : ids;
        for (String each : chosen) {
            if (!ids.contains(each)) {
                throw new IllegalArgumentException("--" + name + ": expected some of " + ids + ", found " + each);
            }
        }
        return all.stream().filter(each -> chosen.contains(id.apply(each))).toList();
    }

    Path path(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return Path.of(value).toAbsolutePath();
    }
}
