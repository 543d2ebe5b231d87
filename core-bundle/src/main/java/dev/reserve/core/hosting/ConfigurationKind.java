package dev.reserve.core.hosting;

import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.SettingTable;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// A kind of configuration file in the deploy folder: `PID.cfg`, or `PID-NAME.cfg` where there may be several.
///
/// @param table what may stand in it
/// @param parse makes what is to be applied of the name (empty if there is but one) and the keys; throws an [IllegalArgumentException] if they do not fit each other
/// @param apply puts it in force; throws an [IllegalArgumentException] if it cannot be, and then leaves all as it was
/// @param invalid told the name of one that is wrong, and why
/// @param remove told the name of one that is gone, whether it was wrong or not
public record ConfigurationKind<T>(SettingTable table, BiFunction<String, Keys, T> parse, BiConsumer<String, T> apply,
        BiConsumer<String, String> invalid, Consumer<String> remove) {

    /// A kind that need not know of files which are wrong: they are in the log and in the status.
    public ConfigurationKind(SettingTable table, BiFunction<String, Keys, T> parse, BiConsumer<String, T> apply, Consumer<String> remove) {
        this(table, parse, apply, (_, _) -> {}, remove);
    }

    /// Parses it, and does no more.
    ///
    /// @throws IllegalArgumentException what is wrong
    public void check(String name, Keys keys) {
        var _ = parse.apply(name, keys);
    }

    /// Parses it, and puts it in force.
    ///
    /// @throws IllegalArgumentException what is wrong
    public void accept(String name, Keys keys) {
        apply.accept(name, parse.apply(name, keys));
    }
}
