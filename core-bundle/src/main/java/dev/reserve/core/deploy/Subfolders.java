package dev.reserve.core.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Looks for folders in the deploy folder that are new, have changed or are gone. FileInstall is told to skip them: it would follow links wherever they
/// lead, and also look at what is left out.
final class Subfolders {

    private static final Duration PERIOD = Duration.ofMillis(200);
    /// The larger the folders, the longer between two looks: they are to cost no more than a part of this of a processor.
    private static final int PART = 50;

    private final Folder folder;
    private final Trees trees;
    private final Writer writer;
    private final Consumer<Path> changed;
    private final Consumer<Path> removed;
    private final Map<Path, Shape> told = new HashMap<>();

    Subfolders(Folder folder, Trees trees, Writer writer, Consumer<Path> changed, Consumer<Path> removed) {
        this.folder = folder;
        this.trees = trees;
        this.writer = writer;
        this.changed = changed;
        this.removed = removed;
    }

    /// Looks every now and then, until the writer is closed.
    void watch() {
        Thread look = Thread.ofPlatform().daemon().name("watch-folders").unstarted(() -> {
            long start = System.nanoTime();
            try {
                look();
            } finally {
                Duration next = Duration.ofNanos(PART * (System.nanoTime() - start));
                writer.post(next.compareTo(PERIOD) > 0 ? next : PERIOD, this::watch);
            }
        });
        try {
            look.start();
        } catch (OutOfMemoryError e) { // there may be memory again
            writer.post(PERIOD, this::watch);
            throw e;
        }
    }

    /// Looks once, and tells what it finds.
    synchronized void look() {
        Map<Path, Shape> now = new HashMap<>();
        for (Path each : folder.folders()) {
            shape(each).ifPresent(shape -> now.put(each, shape));
        }
        for (Path gone : Set.copyOf(told.keySet())) {
            if (!now.containsKey(gone)) {
                told.remove(gone);
                if (!Files.exists(gone)) { // of a file in its place others tell
                    removed.accept(gone);
                }
            }
        }
        now.forEach((path, shape) -> {
            if (!shape.equals(told.put(path, shape))) {
                changed.accept(path);
            }
        });
    }

    private Optional<Shape> shape(Path path) {
        try {
            return Optional.of(Shape.of(path, trees));
        } catch (NoSuchFileException e) { // it goes, or something in it does; the next look tells
            return Optional.ofNullable(told.get(path));
        } catch (IOException e) { // who is told meets with the same, and says so
            return Optional.of(new Shape(e.toString(), 0, Optional.empty()));
        }
    }
}
