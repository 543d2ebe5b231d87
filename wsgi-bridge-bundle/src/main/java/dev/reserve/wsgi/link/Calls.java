package dev.reserve.wsgi.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The requests that a worker has, by their ids. An id is not given again while it is in use. For one thread.
final class Calls {

    private @Nullable Call[] table = new Call[64];
    private int last;
    private int count;

    /// Takes a request in.
    ///
    /// @return its id
    int add(Call call) {
        if (2 * count >= table.length) {
            grow();
        }
        int id;
        do {
            id = ++last;
        } while (id == 0 || table[id & (table.length - 1)] != null);
        table[id & (table.length - 1)] = call;
        count++;
        return id;
    }

    private void grow() {
        @Nullable
        Call[] larger = new Call[2 * table.length];
        for (Call call : table) {
            if (call != null) { // two ids that differ below differ above as well
                larger[call.id() & (larger.length - 1)] = call;
            }
        }
        table = larger;
    }

    @Nullable
    Call find(int id) {
        Call call = table[id & (table.length - 1)];
        return call != null && call.id() == id ? call : null;
    }

    void remove(Call call) {
        table[call.id() & (table.length - 1)] = null;
        count--;
    }

    int count() {
        return count;
    }

    List<Call> all() {
        return new ArrayList<>(Stream.of(table).filter(Objects::nonNull).map(Objects::requireNonNull).toList());
    }
}
