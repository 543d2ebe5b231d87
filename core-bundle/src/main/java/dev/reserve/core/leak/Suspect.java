package dev.reserve.core.leak;

import java.lang.ref.PhantomReference;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// A class loader that should go away. It is gone when the phantom reference is cleared, after any finalizer; the weak one is there to ask
/// others whether they hold it, and for a heap dump to be searched for: by the name of this class and of its field `id`.
final class Suspect extends WeakReference<ClassLoader> {

    final int id;
    private final String what;
    private final Instant retired;
    private final long due;
    private final PhantomReference<ClassLoader> phantom;
    private int survived;
    private volatile @Nullable Leak leak;

    /// @param due on the scale of [System#nanoTime]
    Suspect(int id, String what, ClassLoader loader, Instant retired, long due) {
        super(loader);
        this.id = id;
        this.what = what;
        this.retired = retired;
        this.due = due;
        this.phantom = new PhantomReference<>(loader, null); // asked itself whether it is cleared; in a queue that nobody empties it would stay
    }

    String what() {
        return what;
    }

    long due() {
        return due;
    }

    /// Asks without making the loader reachable for a moment, which could keep it for one more collection.
    boolean gone() {
        return phantom.refersTo(null);
    }

    /// Counts the collections that it has outlived when it should not have. For one thread.
    int survive() {
        return ++survived;
    }

    Optional<Leak> leak() {
        return Optional.ofNullable(leak);
    }

    Leak leaks(List<String> holders) {
        Leak found = new Leak(id, what, retired, holders);
        leak = found;
        return found;
    }
}
