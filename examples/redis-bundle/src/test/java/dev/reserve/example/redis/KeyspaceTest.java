package dev.reserve.example.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyspaceTest {

    private static final long MAX_BYTES = 1000;

    private final AtomicLong millis = new AtomicLong(5000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(millis.get());
    private final Map<String, Object> data = new HashMap<>();
    private final Keyspace keys = new Keyspace(data, MAX_BYTES, clock);

    @Test
    void aKeyExpiresAtItsTime() {
        keys.put("k", "v", 6000);
        millis.set(5999);
        assertEquals(Optional.of("v"), keys.get("k"));
        millis.set(6000);
        assertEquals(Optional.empty(), keys.get("k"));
        assertEquals(Optional.empty(), keys.expiry("k"));
        assertFalse(keys.remove("k"));
        assertEquals(0, keys.bytes());
    }

    @Test
    void whatHasExpiredMakesRoomAndIsNotCounted() {
        keys.put("old", "x".repeat(600), 6000);
        millis.set(6000);
        keys.put("new", "x".repeat(600), Keyspace.NEVER);
        assertEquals(List.of("new"), keys.names());
        assertEquals(1, keys.size());
        assertEquals(803, keys.bytes());
    }

    @Test
    void anotherVersionSeesTheSameAndGoesOnCounting() {
        keys.put("k", "v", 6000);
        Keyspace next = new Keyspace(data, MAX_BYTES, clock);
        assertEquals(Optional.of("v"), next.get("k"));
        assertEquals(Optional.of(6000L), next.expiry("k"));
        next.put("k", "vv", Keyspace.NEVER);
        assertEquals(Optional.of("vv"), keys.get("k"));
        assertEquals(203, keys.bytes());
        next.clear();
        assertEquals(0, keys.size());
        assertEquals(0, keys.bytes());
    }
}
