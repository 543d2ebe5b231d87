package dev.reserve.core.deploy;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.leak.LeakWatch;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/// What holds for all artifacts, from `reserve.cfg`.
///
/// @param launchTimeout how long an artifact may take to start, and its apps to launch
/// @param leakDeadline how long the class loader of a version may still be there after the version has ended, before it is called a leak
/// @param folders how much an artifact that is a folder may hold
/// @param apps holds for apps that have no policy of their own
public record Settings(Duration launchTimeout, Duration leakDeadline, FolderLimits folders, AppPolicy apps) {

    private static final Setting<Duration> LAUNCH_TIMEOUT = Setting.of("launch.timeout.seconds", Form.seconds(), Duration.ofSeconds(30),
            "how long an artifact may take to start, and its app to launch");
    private static final Setting<Duration> LEAK_DEADLINE = Setting.of("leak.deadline.seconds", Form.seconds(),
            LeakWatch.Timing.DEFAULT.deadline(),
            "how long the class loader of an ended version may still be there before it is looked at as a leak");
    private static final Setting<Integer> MAX_FILES = Setting.of("folder.max.files", Form.number(1, 10_000_000, "files"),
            FolderLimits.DEFAULT.files(), "how many files and folders an artifact that is a folder may hold");
    private static final Setting<Long> MAX_BYTES = Setting.of("folder.max.bytes", Form.bytes(1, Long.MAX_VALUE),
            FolderLimits.DEFAULT.bytes(),
            "how much an artifact that is a folder may hold");

    public static final SettingTable TABLE = new SettingTable("reserve", false, "The server",
            "What holds for all artifacts, and for all apps that have no file of their own.",
            Stream.concat(Stream.of(LAUNCH_TIMEOUT, LEAK_DEADLINE, MAX_FILES, MAX_BYTES), AppPolicy.SETTINGS.stream()).toList());

    /// What holds without a file.
    public static final Settings DEFAULT = of(new Keys(TABLE, Map.of()));

    /// The same for who writes apps.
    public static final Settings DEVELOPMENT = ofDevelopment(new Keys(TABLE, Map.of()));

    public static Settings of(Keys keys) {
        return of(keys, AppPolicy.of(keys));
    }

    /// For who writes apps, as far as the file does not say otherwise.
    public static Settings ofDevelopment(Keys keys) {
        return of(keys, AppPolicy.ofDevelopment(keys));
    }

    private static Settings of(Keys keys, AppPolicy apps) {
        return new Settings(keys.get(LAUNCH_TIMEOUT), keys.get(LEAK_DEADLINE), new FolderLimits(keys.get(MAX_FILES), keys.get(MAX_BYTES)),
                apps);
    }
}
