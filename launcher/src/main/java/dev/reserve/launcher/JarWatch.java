package dev.reserve.launcher;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Puts jars into the deploy folder whenever a build has made them anew. What serves stays when they are gone: a build deletes before it writes.
///
/// A jar is taken when it is whole, which its end shows, and has not changed while it was read.
final class JarWatch {

    private static final System.Logger LOG = System.getLogger(JarWatch.class.getPackageName() + ".watch");
    private static final Duration LOOK = Duration.ofMillis(100);
    /// How long Maven's shade plugin may take to put a fat jar in the place of a thin one.
    private static final Duration SHADING = Duration.ofSeconds(20);
    /// What builds leave beside the jar that is meant.
    private static final Pattern BESIDE = Pattern.compile("original-.*|\\..*|.*-(sources|javadoc|tests|test-sources|shaded)\\.jar");

    /// What a look at a file shows of its content.
    private record Shape(long size, FileTime modified, Optional<Object> key) {}

    /// A content that is dealt with.
    ///
    /// @param thin of the jar that shading started from, if there was any
    private record Taken(Shape shape, Optional<Shape> thin) {}

    private final List<Path> paths;
    private final Path deploy;
    private final Map<Path, Taken> taken = new HashMap<>();
    private final Map<Path, Long> waiting = new HashMap<>();

    /// @param paths each a jar, a pattern for names of jars, or a folder of jars; none need be there
    JarWatch(List<Path> paths, Path deploy) {
        this.paths = List.copyOf(paths);
        this.deploy = deploy;
    }

    /// Looks every now and then, as long as the server runs.
    void start() {
        LOG.log(System.Logger.Level.INFO, "watching {0}", paths);
        Thread.ofPlatform().daemon().name("watch-jars").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                try {
                    Thread.sleep(LOOK);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }

    /// Takes what is new, as far as it is whole.
    void look() {
        for (Path path : paths) {
            for (Path jar : jars(path)) {
                try {
                    look(jar);
                } catch (ZipException | NoSuchFileException _) { // it is being written, or made anew: there is another look
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "{0} cannot be deployed: {1}", jar, e);
                    shape(jar).ifPresent(shape -> taken.put(jar, new Taken(shape, shape(original(jar)))));
                }
            }
        }
    }

    private void look(Path jar) throws IOException {
        Optional<Shape> shape = shape(jar);
        Taken last = taken.get(jar);
        if (shape.isEmpty() || (last != null && last.shape.equals(shape.get()))) {
            return;
        }
        try (ZipFile whole = new ZipFile(jar.toFile())) {
            LOG.log(System.Logger.Level.DEBUG, "{0} has {1} entries", jar, whole.size());
        }
        Optional<Shape> thin = shape(original(jar));
        if (last != null && last.thin.isPresent() && (thin.isEmpty() || thin.equals(last.thin)) && !isLate(jar)) {
            return; // the last one was a fat jar, and this is what the next one begins with
        }
        Path target = deploy.resolve(name(jar));
        if (Files.exists(target) && Files.mismatch(jar, target) < 0) {
            taken.put(jar, new Taken(shape.get(), thin));
        } else if (copy(jar, target, shape.get())) {
            taken.put(jar, new Taken(shape.get(), thin));
            LOG.log(System.Logger.Level.INFO, "{0} is new: deployed", jar);
        }
        waiting.remove(jar);
    }

    private boolean isLate(Path jar) {
        long now = System.nanoTime();
        return now - waiting.computeIfAbsent(jar, _ -> now) > SHADING.toNanos();
    }

    private static Path original(Path jar) {
        return jar.resolveSibling("original-" + name(jar));
    }

    private static String name(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    /// Whether the copy is of what was looked at.
    private boolean copy(Path jar, Path target, Shape shape) throws IOException {
        Path part = deploy.resolve("." + name(jar) + ".watch.part");
        try {
            Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
            if (!shape(jar).equals(Optional.of(shape))) {
                return false;
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Optional<Shape> shape(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(new Shape(attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey())))
                    : Optional.empty();
        } catch (IOException _) { // it is not there
            return Optional.empty();
        }
    }

    private static List<Path> jars(Path path) {
        String name = name(path);
        Path parent = path.getParent();
        if (!name.endsWith(".jar")) {
            return list(path, "*.jar");
        }
        return parent != null && name.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0) ? list(parent, name) : List.of(path);
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (!BESIDE.matcher(name(file)).matches()) {
                    jars.add(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException | DirectoryIteratorException _) { // it may come yet
            return List.of();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a folder cannot be read", e);
        }
        return jars;
    }

    /// A path as it stands on the command line.
    static Path path(String text) throws Exit {
        Path path = Path.of(text).toAbsolutePath().normalize();
        try {
            var _ = FileSystems.getDefault().getPathMatcher("glob:" + name(path));
        } catch (PatternSyntaxException e) {
            throw Exit.usage(
                    "--watch '" + text + "': " + e.getDescription() + "; expected a jar, a pattern such as 'target/*.jar', or a folder");
        }
        if (text.isEmpty()) {
            throw Exit.usage("--watch '': expected a jar, a pattern such as 'target/*.jar', or a folder");
        }
        return path;
    }
}
