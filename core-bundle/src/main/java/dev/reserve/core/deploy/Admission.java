package dev.reserve.core.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.zip.ZipException;

/// Looks at a file or folder in the deploy folder: is it there, whole and at rest, and is it an artifact? If so, takes a copy into the store.
final class Admission {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    /// What is not whole and has not changed for this long will not become whole by itself.
    private static final Duration AT_REST = Duration.ofSeconds(1);
    /// What does not show whether it is whole is taken to be so when it has not changed for this long.
    private static final Duration SETTLED = Duration.ofMillis(500);

    private final Store store;
    private final Kinds kinds;
    private final Trees trees;

    Admission(Store store, Kinds kinds, Trees trees) {
        this.store = store;
        this.kinds = kinds;
        this.trees = trees;
    }

    /// What a look at a file found.
    sealed interface Finding {}

    /// Whole, at rest, an artifact, and copied. The copy is the receiver's to release.
    record Admitted(Store.Copy copy, Kind kind, long changed) implements Finding {}

    /// Not whole, or changing: to be looked at again. Final if the file has come to rest as it is.
    record Incomplete(Shape shape, String reason) implements Finding {}

    /// Will not do, however often one looks.
    record Refused(String reason) implements Finding {}

    /// There is no such file.
    record Missing() implements Finding {}

    /// Looks at it until it is admitted or will never be.
    ///
    /// @param settled whether it is known to have been at rest, so that it need not be waited for
    /// @param superseded whether nobody asks for the finding any more
    Finding lookUntilAtRest(Path path, boolean settled, BooleanSupplier superseded) {
        Optional<Shape> last = Optional.empty();
        Optional<Shape> rested = Optional.empty();
        long since = 0;
        for (;;) {
            long start = System.nanoTime();
            Optional<Shape> known = rested;
            Finding finding = look(path, shape -> settled || known.equals(Optional.of(shape)));
            if (!(finding instanceof Incomplete(Shape shape, _)) || superseded.getAsBoolean()) {
                return finding;
            }
            long now = System.nanoTime();
            if (!last.equals(Optional.of(shape))) {
                last = Optional.of(shape);
                since = now;
            } else if (known.equals(last) && now - since > AT_REST.toNanos()) {
                return finding;
            } else if (now - since > SETTLED.toNanos()) {
                rested = last;
            }
            // A look at a large folder takes its time; one that never comes to rest is not to keep a processor busy.
            LockSupport.parkNanos(Math.clamp(10 * (now - start), LOOK_AGAIN.toNanos(), AT_REST.toNanos()));
        }
    }

    /// @param rested whether what has this shape has been at rest for a while; to be asked where nothing else tells that it is whole
    private Finding look(Path path, Predicate<Shape> rested) {
        try {
            return lookAt(path, Shape.of(path, trees), rested);
        } catch (NoSuchFileException e) {
            return Files.exists(path)
                    ? new Incomplete(new Shape("since " + System.nanoTime(), 0, Optional.empty()), "it changes while it is read")
                    : new Missing();
        } catch (IOException e) {
            return new Refused("cannot be read: " + e);
        }
    }

    private Finding lookAt(Path path, Shape before, Predicate<Shape> rested) throws IOException {
        String name = path.getFileName().toString();
        Optional<Kind> kind;
        try {
            kind = kinds.of(name, path);
            if (kind.isEmpty() && Files.isRegularFile(path)) {
                return new Refused(kinds.expected());
            }
            if (kind.isEmpty() || before.unfit().isPresent()) {
                return unfit(before, kind.isEmpty() ? kinds.expected() : before.unfit().orElseThrow(), rested);
            }
        } catch (ZipException e) {
            return new Incomplete(before, notWhole(name, e));
        } catch (RejectedException e) {
            return unfit(before, String.valueOf(e.getMessage()), rested);
        }
        if (!kind.get().showsWhetherWhole() && !rested.test(before)) {
            return new Incomplete(before, "it has not been at rest");
        }
        try {
            return admit(path, before, kind.get());
        } catch (ZipException e) {
            return new Incomplete(before, notWhole(name, e));
        } catch (RejectedException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }

    /// What a folder is may be in what is still to come.
    private static Finding unfit(Shape shape, String reason, Predicate<Shape> rested) {
        return rested.test(shape) ? new Refused(reason) : new Incomplete(shape, reason);
    }

    private Finding admit(Path path, Shape before, Kind kind) throws IOException, RejectedException {
        Store.Copy copy = store.put(path);
        boolean admitted = false;
        try {
            if (!Shape.of(path, trees).equals(before)) {
                return new Incomplete(before, "it changes while it is read");
            }
            kind.check(copy.file());
            admitted = true;
            return new Admitted(copy, kind, before.changed());
        } finally {
            if (!admitted) {
                store.release(copy);
            }
        }
    }

    private static String notWhole(String name, ZipException e) {
        return (name.endsWith(".jar") ? "not a whole jar: " : "not whole: ") + e.getMessage();
    }

    /// When the file came to be what it is, under this name: unlike the time of modification, a rename changes it. Empty for a folder.
    static Optional<Long> changed(Path file) {
        try {
            return Files.isDirectory(file)
                    ? Optional.empty()
                    : Optional.of(((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis());
        } catch (IOException e) { // it is gone, which others tell
            return Optional.empty();
        }
    }
}
