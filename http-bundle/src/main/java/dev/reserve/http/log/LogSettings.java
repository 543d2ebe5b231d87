package dev.reserve.http.log;

import dev.reserve.core.binding.Keys;

/// The keys `access.log` and `access.log.file`.
///
/// @param format `off`, `combined` or `json`
/// @param file a path, from the data directory if it is relative, or `-` for standard output
public record LogSettings(String format, String file) {

    public static final LogSettings OFF = new LogSettings("off", "-");

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static LogSettings of(Keys keys) {
        return new LogSettings(keys.choice("access.log", "off", "off", "combined", "json"), keys.text("access.log.file").orElse("-"));
    }

    public boolean on() {
        return !format.equals("off");
    }
}
