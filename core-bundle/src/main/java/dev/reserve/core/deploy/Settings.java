package dev.reserve.core.deploy;

import dev.reserve.core.binding.Keys;
import dev.reserve.core.leak.LeakWatch;
import java.time.Duration;
import java.util.Map;

/// What holds for all artifacts, from `reserve.cfg`.
///
/// @param launchTimeout how long an artifact may take to start, and its apps to launch
/// @param leakDeadline how long the class loader of a version may still be there after the version has ended, before it is called a leak
/// @param folders how much an artifact that is a folder may hold
/// @param apps holds for apps that have no policy of their own
public record Settings(Duration launchTimeout, Duration leakDeadline, FolderLimits folders, AppPolicy apps) {

    public static final Settings DEFAULT = new Settings(Duration.ofSeconds(30), LeakWatch.Timing.DEFAULT.deadline(), FolderLimits.DEFAULT,
            AppPolicy.DEFAULT);

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static Settings of(Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        Settings settings = new Settings(keys.seconds("launch.timeout.seconds", DEFAULT.launchTimeout),
                keys.seconds("leak.deadline.seconds", DEFAULT.leakDeadline),
                new FolderLimits(keys.number("folder.max.files", DEFAULT.folders.files(), 1, 10_000_000),
                        keys.bytes("folder.max.bytes", DEFAULT.folders.bytes(), 1, Long.MAX_VALUE)),
                AppPolicy.of(keys, DEFAULT.apps));
        keys.finish();
        return settings;
    }
}
