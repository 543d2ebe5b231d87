package dev.reserve.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.connect.ConnectContent;

/// A jar on the class path, as what the framework reads a bundle from. Its classes are the class path's.
final class JarContent implements ConnectContent {
    private final Path path;
    private @Nullable JarFile file;

    JarContent(Path path) {
        this.path = path;
    }

    @Override
    public synchronized void open() throws IOException {
        if (file == null) {
            file = new JarFile(path.toFile(), false);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private synchronized JarFile file() {
        if (file == null) {
            throw new IllegalStateException(path + " is not open");
        }
        return file;
    }

    @Override
    public Optional<Map<String, String>> getHeaders() {
        return Optional.empty(); // those of its manifest
    }

    @Override
    public Iterable<String> getEntries() {
        return file().stream().map(JarEntry::getName).toList();
    }

    @Override
    public Optional<ConnectEntry> getEntry(String name) {
        return Optional.ofNullable(file().getJarEntry(name)).map(entry -> new Entry(file(), entry));
    }

    @Override
    public Optional<ClassLoader> getClassLoader() {
        return Optional.of(JarContent.class.getClassLoader());
    }

    private record Entry(JarFile file, JarEntry entry) implements ConnectEntry {
        @Override
        public String getName() {
            return entry.getName();
        }

        @Override
        public long getContentLength() {
            return entry.getSize();
        }

        @Override
        public long getLastModified() {
            return entry.getTime();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return file.getInputStream(entry);
        }
    }
}
