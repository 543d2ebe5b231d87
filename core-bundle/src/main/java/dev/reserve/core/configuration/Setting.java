package dev.reserve.core.configuration;

import java.util.Optional;

/// One setting: all that is known of a key of a configuration file.
///
/// @param key its name
/// @param form what its value looks like
/// @param otherwise the value without the key; empty if there is none
/// @param without the same for people: the value as it would be written, or a few words
/// @param required whether the key has to be there
/// @param description what it does, beginning in lower case and without a full stop
public record Setting<T>(String key, Form<T> form, Optional<T> otherwise, String without, boolean required, String description) {

    /// A setting that has a default.
    public static <T> Setting<T> of(String key, Form<T> form, T otherwise, String description) {
        return new Setting<>(key, form, Optional.of(otherwise), form.writer().apply(otherwise), false, description);
    }

    /// A setting that has a default which is best written as a person would.
    public static <T> Setting<T> written(String key, Form<T> form, String otherwise, String description) {
        return new Setting<>(key, form, Optional.of(form.reader().read(key, otherwise)), otherwise, false, description);
    }

    /// A setting without a value that could be written as its default.
    ///
    /// @param without what holds then
    public static <T> Setting<T> optional(String key, Form<T> form, String without, String description) {
        return new Setting<>(key, form, Optional.empty(), without, false, description);
    }

    /// A setting that has to be there.
    public static <T> Setting<T> required(String key, Form<T> form, String description) {
        return new Setting<>(key, form, Optional.empty(), "", true, description);
    }
}
