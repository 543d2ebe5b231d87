package dev.reserve.core.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Which app, with which arguments, serves a listener.
///
/// @param name from the name of its file, `reserve.binding-NAME.cfg`
/// @param listener the name of the listener
/// @param app the name of the app
/// @param args what the app is launched with
/// @param drainTimeout for versions that serve this binding; otherwise the general one holds
public record Binding(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) {

    private static final Set<String> KEYS = Set.of("listener", "app", "args", "drain.timeout.seconds");

    public Binding {
        args = List.copyOf(args);
    }

    /// Reads a binding from its configuration.
    ///
    /// @param properties the keys of the file, without those that Configuration Admin and the file watcher add
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static Binding of(String name, Map<String, ?> properties) {
        List<String> unknown = properties.keySet().stream().filter(key -> !KEYS.contains(key)).sorted().toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown key " + unknown.getFirst() + "; expected listener, app, args, drain.timeout.seconds");
        }
        return new Binding(name, required(properties, "listener"), required(properties, "app"), args(properties.get("args")),
                Optional.ofNullable(properties.get("drain.timeout.seconds")).map(value -> seconds("drain.timeout.seconds", value)));
    }

    /// Reads a duration in seconds, zero or more, with at most three decimals.
    public static Duration seconds(String key, Object value) {
        String text = value.toString().strip();
        if (!text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
            throw new IllegalArgumentException(key + "=" + text + "; expected a number of seconds, such as 30 or 0.5");
        }
        return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
    }

    private static String required(Map<String, ?> properties, String key) {
        Object value = properties.get(key);
        String text = value == null ? "" : value.toString().strip();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the key " + key + " is missing; expected " + key + "=NAME");
        }
        return text;
    }

    /// The arguments: one line, quoted as in a shell, or the array that a `.config` file or the shell may give.
    private static List<String> args(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case String[] words -> List.of(words);
            case Collection<?> words -> new ArrayList<>(words).stream().map(String::valueOf).toList();
            default -> {
                try {
                    yield Arguments.parse(value.toString());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("args: " + e.getMessage(), e);
                }
            }
        };
    }
}
