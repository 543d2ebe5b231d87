package dev.reserve.wsgi;

import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Offer;
import dev.reserve.http.HttpApp;
import dev.reserve.wsgi.crew.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipFile;

/// Python apps in the deploy folder: files `NAME.py`, and folders and archives with an entry. Each is a sub-app of the name `NAME`.
final class PythonKind implements ArtifactKind {

    private static final String ENTRIES = "wsgi.py or __main__.py";
    /// The sub-app that serves all others.
    private static final String TAKEN = "wsgi";

    private final Workshop workshop;

    PythonKind(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public String expected() {
        return "NAME.py, or a folder, NAME.pyz or NAME.zip with " + ENTRIES + " in it";
    }

    @Override
    public Look look(String name, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return isFile(path.resolve("wsgi.py")) || isFile(path.resolve("__main__.py")) ? app(name) : new Look.Foreign();
        }
        if (name.endsWith(".py")) {
            return app(name.substring(0, name.length() - ".py".length()));
        }
        if (name.endsWith(".pyz") || name.endsWith(".zip")) {
            return hasEntry(path) ? app(name.substring(0, name.length() - ".pyz".length())) : notAnApp(name);
        }
        return new Look.Foreign();
    }

    private static boolean isFile(Path entry) {
        return Files.isRegularFile(entry);
    }

    private static boolean hasEntry(Path archive) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return zip.getEntry("wsgi.py") != null || zip.getEntry("__main__.py") != null;
        }
    }

    private static Look app(String app) {
        return app.equals(TAKEN)
                ? new Look.Unfit(
                        "the name of its app would be " + TAKEN + ", which is that of the sub-app for all Python apps; expected another"
                                + " name, or a folder of another name with wsgi.py in it")
                : new Look.App(app);
    }

    private static Look notAnApp(String name) {
        return new Look.Unfit(name + " has neither wsgi.py nor __main__.py at its top; expected one of them, for it to be a Python app");
    }

    @Override
    public Offer offer(String app, Path copy) {
        HttpApp service = new DeployedApp(app, copy.toAbsolutePath(), workshop);
        return new Offer(HttpApp.class.getName(), app, Map.of(), service, PythonKind.class.getClassLoader());
    }

    /// What Python keeps for itself, and virtual environments: those are bound to the place where they were made.
    @Override
    public boolean leavesOut(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals("__pycache__") || name.endsWith(".pyc") || isFile(entry.resolve("pyvenv.cfg"));
    }
}
