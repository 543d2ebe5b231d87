package dev.reserve.core.deploy;

import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.ArtifactKind.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The kinds of artifacts that there are: jars, and those that bundles have added. Thread-safe.
final class Kinds {

    private final Modules modules;
    private final Kind.Jar jar;
    private final List<String> types = new CopyOnWriteArrayList<>();
    private final List<ArtifactKind> added = new CopyOnWriteArrayList<>();

    Kinds(Modules modules) {
        this.modules = modules;
        this.jar = new Kind.Jar(modules);
    }

    Kind.Jar jar() {
        return jar;
    }

    /// Somebody serves with apps of a type: jars may offer them as they are.
    void serve(String type) {
        types.add(type);
    }

    void add(ArtifactKind kind) {
        added.add(kind);
    }

    /// What a file or folder is; empty if it is of no kind.
    ///
    /// @param name in the deploy folder
    /// @throws java.util.zip.ZipException if it is not whole
    /// @throws RejectedException if it looks like one of a kind, and will not do
    Optional<Kind> of(String name, Path path) throws IOException, RejectedException {
        if (name.endsWith(".jar")) {
            if (!Files.isRegularFile(path)) {
                throw new RejectedException("not a file; expected a jar");
            }
            try (JarFile file = new JarFile(path.toFile(), false)) { // the cheap look, before anything is copied
                return Optional.of(Kind.Jar.isBundle(file) ? jar : new Kind.Plain(modules, name, List.copyOf(types)));
            }
        }
        if (!Files.isRegularFile(path) && !Files.isDirectory(path) && Files.exists(path)) { // to read a pipe could take forever
            throw new RejectedException("neither a file nor a folder; expected one of them");
        }
        @Nullable
        String unfit = null;
        for (ArtifactKind kind : added) {
            switch (look(kind, name, path)) {
                case Look.App(String app) -> {
                    requireName(app);
                    return Optional.of(new Kind.Added(kind, name, app));
                }
                case Look.Unfit(String reason) -> unfit = unfit == null ? reason : unfit;
                case Look.Foreign() -> {}
            }
        }
        if (unfit != null) {
            throw new RejectedException(unfit);
        }
        return Optional.empty();
    }

    private static Look look(ArtifactKind kind, String name, Path path) throws IOException, RejectedException {
        try {
            return kind.look(name, path);
        } catch (RuntimeException | LinkageError e) { // one artifact is lost, not the thread that looks at it
            throw RejectedException.of("it cannot be looked at", e);
        }
    }

    /// It becomes part of paths and of names of files.
    private static void requireName(String app) throws RejectedException {
        if (!app.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new RejectedException("the name of its app would be \"" + app
                    + "\"; expected one of letters, digits, '.', '_' and '-', that begins with a letter or digit");
        }
    }

    /// Why something is no artifact.
    String expected() {
        return Stream.concat(Stream.of("NAME.jar"), added.stream().map(ArtifactKind::expected))
                .collect(Collectors.joining(", ", "not an artifact; expected ", ", or NAME.cfg for configuration"));
    }

    /// Whether what is in a folder is no part of the artifact.
    boolean leavesOut(Path entry) {
        return !isLookedAt(entry) || added.stream().anyMatch(kind -> kind.leavesOut(entry));
    }

    /// Whether a file or folder has a name that is looked at at all.
    static boolean isLookedAt(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && !name.endsWith("~") && !name.endsWith(".part") && !name.endsWith(".tmp");
    }
}
