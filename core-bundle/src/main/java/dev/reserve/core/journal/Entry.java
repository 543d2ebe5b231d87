package dev.reserve.core.journal;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One line of the journal.
///
/// @param sequence rises by one from entry to entry; it, not the time, says what came first, since a clock may jump
/// @param kind says which fields there are; a kind that this version does not know is kept, and means nothing to it
/// @param fields in the order in which they are written
public record Entry(long sequence, Instant at, String kind, Map<String, String> fields) {

    public Entry {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
