package dev.reserve.core.leak;

import java.util.Arrays;

/// A map of longs to longs without an object for each, since a heap dump has millions of them. Zero is no key.
final class LongMap {

    private long[] keys = new long[64];
    private long[] values = new long[64];
    private int size;

    int size() {
        return size;
    }

    boolean contains(long key) {
        return keys[slot(key)] != 0;
    }

    /// The value, or 0.
    long get(long key) {
        return values[slot(key)];
    }

    void put(long key, long value) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (size > keys.length / 2) {
            grow();
        }
    }

    void putAll(LongMap other) {
        for (int i = 0; i < other.keys.length; i++) {
            if (other.keys[i] != 0) {
                put(other.keys[i], other.values[i]);
            }
        }
    }

    long[] keys() {
        return Arrays.stream(keys).filter(key -> key != 0).toArray();
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        LongMap larger = new LongMap();
        larger.keys = new long[keys.length * 2];
        larger.values = new long[keys.length * 2];
        larger.putAll(this);
        keys = larger.keys;
        values = larger.values;
    }
}
