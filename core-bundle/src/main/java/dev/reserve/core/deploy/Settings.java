package dev.reserve.core.deploy;

import dev.reserve.core.binding.Binding;
import dev.reserve.core.listener.Listener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What holds for all artifacts, from `reserve.cfg`.
///
/// @param launchTimeout how long an artifact may take to start, and its apps to launch
/// @param drainTimeout how long a version may take to finish, where its binding does not say otherwise
public record Settings(Duration launchTimeout, Duration drainTimeout) {

    public static final Settings DEFAULT = new Settings(Duration.ofSeconds(30), Listener.DRAIN_TIMEOUT);

    private static final String LAUNCH = "launch.timeout.seconds";
    private static final String DRAIN = "drain.timeout.seconds";

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static Settings of(Map<String, ?> properties) {
        properties.keySet().stream().filter(key -> !Set.of(LAUNCH, DRAIN).contains(key)).sorted().findFirst().ifPresent(key -> {
            throw new IllegalArgumentException("unknown key " + key + "; expected " + LAUNCH + " or " + DRAIN);
        });
        return new Settings(
                Optional.ofNullable(properties.get(LAUNCH)).map(value -> Binding.seconds(LAUNCH, value)).orElse(DEFAULT.launchTimeout),
                Optional.ofNullable(properties.get(DRAIN)).map(value -> Binding.seconds(DRAIN, value)).orElse(DEFAULT.drainTimeout));
    }
}
