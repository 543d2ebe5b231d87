package dev.reserve.log.output;

import dev.reserve.log.LogLevel;
import dev.reserve.log.Logs;
import java.util.Map;
import java.util.Optional;

/// What the file says that configures the log.
///
/// @param standardOutput the form of what goes there; empty if nothing does
/// @param file another place, if there is one
/// @param levels by the names that [Logs#set] takes
record Settings(Optional<Form> standardOutput, Optional<File> file, Map<String, LogLevel> levels) {

    static final Settings DEFAULT = new Settings(Optional.of(Form.TEXT), Optional.empty(), Map.of());

    enum Form {
        TEXT, JSON
    }

    /// @param path a relative one begins at the data directory
    /// @param size in bytes that it does not outgrow; 0: it does not matter
    /// @param count how many earlier ones are kept
    record File(String path, Form form, long size, int count) {}

    Settings {
        levels = Map.copyOf(levels);
    }
}
