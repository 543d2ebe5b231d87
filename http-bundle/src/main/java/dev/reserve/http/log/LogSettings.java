package dev.reserve.http.log;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import java.util.List;

/// The keys `access.log` and `access.log.file`.
///
/// @param format `off`, `combined` or `json`
/// @param file a path, from the data directory if it is relative, or `-` for standard output
public record LogSettings(String format, String file) {

    public static final LogSettings OFF = new LogSettings("off", "-");

    private static final Setting<String> FORMAT = Setting.of("access.log", Form.choice("off", "combined", "json"), "off",
            "whether there is an access log, and how a line of it looks");
    private static final Setting<String> FILE = Setting.of("access.log.file", Form.text("a file, or - for standard output"), "-",
            "a file, relative to the data directory, or `-` for standard output");

    public static final List<Setting<?>> SETTINGS = List.of(FORMAT, FILE);

    public static LogSettings of(Keys keys) {
        return new LogSettings(keys.get(FORMAT), keys.get(FILE));
    }

    public boolean on() {
        return !format.equals("off");
    }
}
