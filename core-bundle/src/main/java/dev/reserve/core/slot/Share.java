package dev.reserve.core.slot;

import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/// Which of those who enter a slot go to its canary. Asked for each of them, so it has to be quick and must not wait.
@FunctionalInterface
public interface Share {

    /// @param key what the one who enters is known by, such as a client's address
    boolean takes(@Nullable Object key);

    /// A share of all, chosen by chance for each.
    ///
    /// @throws IllegalArgumentException if it is not from 0 to 100
    static Share percent(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a share of " + percent + " percent; expected 0 to 100");
        }
        return _ -> ThreadLocalRandom.current().nextInt(100) < percent;
    }
}
