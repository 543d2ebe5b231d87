package dev.reserve.core.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys of one configuration file, found good by its table.
public final class Keys {

    private final SettingTable table;
    private final Map<String, ?> values;

    /// @param values without the keys that Configuration Admin and the file watcher add
    /// @throws IllegalArgumentException which keys are wrong, what was found and what was expected
    public Keys(SettingTable table, Map<String, ?> values) {
        List<SettingTable.Problem> problems = table.check(values);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(SettingTable.text(problems));
        }
        this.table = table;
        this.values = values;
    }

    /// The value of a setting that has a default, or has to be there.
    public <T> T get(Setting<T> setting) {
        return find(setting).or(setting::otherwise)
                .orElseThrow(() -> new IllegalArgumentException(setting.key() + " is neither required nor has it a default"));
    }

    /// The value of a setting, or another one than its own default.
    public <T> T get(Setting<T> setting, T otherwise) {
        return find(setting).orElse(otherwise);
    }

    /// The value of a setting; empty if the key is missing or has no value.
    public <T> Optional<T> find(Setting<T> setting) {
        if (!table.settings().contains(setting)) {
            throw new IllegalArgumentException(setting.key() + " is not in the table of " + table.file());
        }
        return Optional.<Object>ofNullable(values.get(setting.key())).filter(value -> !SettingTable.isBlank(value))
                .map(value -> setting.form().read(setting.key(), value));
    }
}
