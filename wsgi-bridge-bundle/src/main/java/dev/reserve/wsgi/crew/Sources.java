package dev.reserve.wsgi.crew;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The sources of an app, as they are on disk: all Python files in its working directory and on the path that it was given. For one thread.
final class Sources {

    static final Duration PERIOD = Duration.ofMillis(500);

    private static final int MOST = 20_000;
    private static final Set<String> OTHERS = Set.of("__pycache__", "node_modules", "site-packages");

    private final List<Path> roots;
    private Map<Path, String> known;

    Sources(Plan plan) {
        roots = new ArrayList<>(plan.pythonPath());
        roots.add(plan.directory());
        if (plan.target().endsWith(".py")) {
            roots.add(plan.directory().resolve(plan.target()).toAbsolutePath().getParent());
        }
        known = look();
    }

    /// Whether they are not as they were when that was asked before, and are not just being written.
    boolean haveChanged() throws InterruptedException {
        Map<Path, String> now = look();
        if (now.equals(known)) {
            return false;
        }
        while (true) {
            Thread.sleep(PERIOD.dividedBy(5));
            Map<Path, String> next = look();
            if (next.equals(now)) {
                known = next;
                return true;
            }
            now = next;
        }
    }

    private Map<Path, String> look() {
        Map<Path, String> found = new HashMap<>();
        for (Path root : roots) {
            try {
                Files.walkFileTree(root, new Visitor(root, found));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Map<Path, String> found;

        Visitor(Path root, Map<Path, String> found) {
            this.root = root;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = String.valueOf(directory.getFileName());
            boolean other = !directory.equals(root) && (name.startsWith(".") || OTHERS.contains(name));
            return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".py")) {
                found.put(file, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
            }
            return found.size() < MOST ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        /// It has just been removed, or is somebody else's.
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, java.io.@org.jspecify.annotations.Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }
}
