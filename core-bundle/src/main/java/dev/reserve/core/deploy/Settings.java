package dev.reserve.core.deploy;

import dev.reserve.core.binding.Keys;
import java.time.Duration;
import java.util.Map;

/// What holds for all artifacts, from `reserve.cfg`.
///
/// @param launchTimeout how long an artifact may take to start, and its apps to launch
/// @param apps holds for apps that have no policy of their own
public record Settings(Duration launchTimeout, AppPolicy apps) {

    public static final Settings DEFAULT = new Settings(Duration.ofSeconds(30), AppPolicy.DEFAULT);

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static Settings of(Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        Settings settings = new Settings(keys.seconds("launch.timeout.seconds", DEFAULT.launchTimeout), AppPolicy.of(keys, DEFAULT.apps));
        keys.finish();
        return settings;
    }
}
