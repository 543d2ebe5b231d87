package dev.reserve.core.slot;

import java.time.Duration;

/// How a version ended.
///
/// @param cut how many were still inside at the drain timeout and were ended by force
/// @param stuck how many of those did not even end then; they are left to themselves
/// @param took from the start of draining to the end
public record Drained(int cut, long stuck, Duration took) {

    static final Drained NOTHING = new Drained(0, 0, Duration.ZERO);

    @Override
    public String toString() {
        String text = "drained in " + took.toMillis() + " ms";
        if (cut > 0) {
            text += ", " + cut + " cut";
        }
        return stuck > 0 ? text + ", " + stuck + " did not end" : text;
    }
}
