package dev.reserve.core.configuration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All settings of a kind of configuration file.
///
/// @param pid the PID, or the factory PID: how the name of the file begins
/// @param several whether there may be several such files, `PID-NAME.cfg`; otherwise it is `PID.cfg`
/// @param title what the file is about, in two or three words
/// @param description what it does, in full sentences
public record SettingTable(String pid, boolean several, String title, String description, List<Setting<?>> settings) {

    public SettingTable {
        settings = List.copyOf(settings);
    }

    /// Something that is wrong.
    ///
    /// @param key at which
    /// @param message names the key, what was found, and what was expected
    public record Problem(String key, String message) {}

    /// The name of such a file.
    ///
    /// @param name empty if there is but one
    public String file(String name) {
        return name.isEmpty() ? pid + ".cfg" : pid + "-" + name + ".cfg";
    }

    /// The names of all such files, for people.
    public String file() {
        return file(several ? "NAME" : "");
    }

    /// What is wrong, by the order of the keys. That one is missing is said only if nothing else is wrong.
    public List<Problem> check(Map<String, ?> values) {
        List<Problem> problems = new ArrayList<>();
        values.forEach((key, value) -> find(key).ifPresentOrElse(setting -> {
            try {
                if (!isBlank(value)) {
                    setting.form().read(key, value);
                }
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(key, String.valueOf(e.getMessage())));
            }
        }, () -> problems.add(new Problem(key, unknown(key)))));
        if (problems.isEmpty()) { // a key that is missing is often one that is misspelt
            settings.stream().filter(setting -> setting.required() && isBlank(values.get(setting.key())))
                    .forEach(setting -> problems.add(new Problem(setting.key(),
                            "the key " + setting.key() + " is missing; expected " + setting.key() + "=NAME")));
        }
        return problems;
    }

    static boolean isBlank(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isBlank());
    }

    private Optional<Setting<?>> find(String key) {
        return settings.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    private String unknown(String key) {
        List<String> known = settings.stream().map(Setting::key).sorted().toList();
        return "unknown key " + shown(key)
                + Nearest.to(key, known).map(near -> " (did you mean " + near + "?)")
                        .orElse("; expected one of " + String.join(", ", known));
    }

    /// As it is, or in quotes if it has characters that are not seen.
    static String shown(String key) {
        boolean plain = key.chars().allMatch(c -> c > ' ' && c < 127);
        return plain && !key.isEmpty()
                ? key
                : "'" + key.chars().mapToObj(c -> c >= ' ' && c < 127 ? Character.toString(c) : String.format("\\u%04x", c))
                        .collect(Collectors.joining()) + "'";
    }

    /// All that is wrong, as one text.
    public static String text(Collection<Problem> problems) {
        return problems.stream().map(Problem::message)
                .collect(Collectors.joining("; "));
    }
}
