package dev.reserve.core.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// Which app, with which arguments, serves a listener.
///
/// @param name from the name of its file, `reserve.binding-NAME.cfg`
/// @param listener the name of the listener
/// @param app the name of the app
/// @param args what the app is launched with
/// @param drainTimeout for versions that serve this binding; otherwise the general one holds
public record Binding(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) {

    private static final String DRAIN = "drain.timeout.seconds";

    public Binding {
        args = List.copyOf(args);
    }

    /// Reads a binding from its configuration.
    ///
    /// @param properties the keys of the file, without those that Configuration Admin and the file watcher add
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static Binding of(String name, Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        String listener = keys.text("listener").orElse("");
        String app = keys.text("app").orElse("");
        List<String> args = args(keys.value("args"));
        Optional<Duration> drain = keys.text(DRAIN).map(_ -> keys.seconds(DRAIN, Duration.ZERO));
        keys.finish(); // first: a key that is missing is often one that is misspelt
        return new Binding(name, listener.isEmpty() ? keys.required("listener") : listener, app.isEmpty() ? keys.required("app") : app,
                args, drain);
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
