package dev.reserve.example.redis;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The keys, their values, and when they expire: the view that one version has of data that it shares with others.
///
/// The data outlives the classes of this version, so nothing in it may be of such a class. It is guarded by its own monitor, which all versions know, and each
/// command runs within [#lock]: commands are atomic.
final class Keyspace {

    /// When a key expires that does not.
    static final long NEVER = Long.MAX_VALUE;

    /// What a key takes besides its characters and those of its value, about.
    private static final long OVERHEAD_BYTES = 200;

    private final Object lock;
    /// The value of each key, and when it expires, in milliseconds since 1970.
    private final Map<String, Map.Entry<String, Long>> keys;
    private final AtomicLong bytes;
    private final long maxBytes;
    private final InstantSource clock;

    /// @param data handed over, or empty
    @SuppressWarnings("unchecked")
    Keyspace(Map<String, Object> data, long maxBytes, InstantSource clock) {
        this.lock = data;
        this.maxBytes = maxBytes;
        this.clock = clock;
        synchronized (lock) {
            keys = (Map<String, Map.Entry<String, Long>>) data.computeIfAbsent("keys", _ -> new HashMap<>());
            bytes = (AtomicLong) data.computeIfAbsent("bytes", _ -> new AtomicLong());
        }
    }

    Object lock() {
        return lock;
    }

    long now() {
        return clock.millis();
    }

    Optional<String> get(String key) {
        return entry(key).map(Map.Entry::getKey);
    }

    /// When a key expires; nothing if there is no such key.
    Optional<Long> expiry(String key) {
        return entry(key).map(Map.Entry::getValue);
    }

    /// @throws CommandException if that takes more memory than there is
    void put(String key, String value, long expiry) {
        long more = size(key, value) - get(key).map(before -> size(key, before)).orElse(0L);
        if (more > 0 && bytes.get() + more > maxBytes) {
            expire();
            if (bytes.get() + more > maxBytes) {
                throw new CommandException("OOM command not allowed when used memory > 'maxmemory'.");
            }
        }
        bytes.addAndGet(more);
        keys.put(key, Map.entry(value, expiry));
    }

    boolean remove(String key) {
        boolean was = entry(key).isPresent();
        drop(key);
        return was;
    }

    List<String> names() {
        expire();
        return List.copyOf(keys.keySet());
    }

    int size() {
        expire();
        return keys.size();
    }

    void clear() {
        keys.clear();
        bytes.set(0);
    }

    long bytes() {
        return bytes.get();
    }

    long maxBytes() {
        return maxBytes;
    }

    private Optional<Map.Entry<String, Long>> entry(String key) {
        Map.Entry<String, Long> entry = keys.get(key);
        if (entry != null && entry.getValue() <= now()) {
            drop(key);
            return Optional.empty();
        }
        return Optional.ofNullable(entry);
    }

    private void drop(String key) {
        Map.Entry<String, Long> entry = keys.remove(key);
        if (entry != null) {
            bytes.addAndGet(-size(key, entry.getKey()));
        }
    }

    /// Keys that nobody asks for go when there is need.
    private void expire() {
        long now = now();
        keys.entrySet().stream().filter(each -> each.getValue().getValue() <= now).map(Map.Entry::getKey).toList().forEach(this::drop);
    }

    private static long size(String key, String value) {
        return OVERHEAD_BYTES + key.length() + value.length();
    }
}
