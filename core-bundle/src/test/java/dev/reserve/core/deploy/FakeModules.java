package dev.reserve.core.deploy;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.Offer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Version;

/// Modules without a framework: a jar names one of the apps that the test has prepared.
final class FakeModules implements Modules {

    private final Map<String, ReserveApp> apps = new ConcurrentHashMap<>();
    private final Set<String> installed = ConcurrentHashMap.newKeySet();

    /// Prepares an app, which jars refer to by `content`.
    void app(String content, ReserveApp app) {
        apps.put(content, app);
    }

    /// The names of what is installed at this moment.
    Set<String> installed() {
        return installed;
    }

    /// Puts a jar with an app of the name `app` and prepared as `content` into a directory, in one step.
    static Path drop(Path directory, String file, String app, String version, String content) {
        String manifest = "Manifest-Version: 1.0\nBundle-SymbolicName: fake\nBundle-Version: " + version + "\nApp: " + app + "\nContent: "
                + content
                + "\n\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("META-INF/MANIFEST.MF");
            entry.setTime(0); // equal content is to have equal bytes
            zip.putNextEntry(entry);
            zip.write(manifest.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return drop(directory, file, bytes.toByteArray());
    }

    static Path drop(Path directory, String file, byte[] content) {
        try {
            Path part = Files.write(directory.resolve("part"), content);
            return Files.move(part, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Module install(String name, Path jar) throws RejectedException {
        try (JarFile file = new JarFile(jar.toFile())) {
            var attributes = file.getManifest().getMainAttributes();
            ReserveApp app = apps.get(attributes.getValue("Content"));
            if (app == null) {
                throw new RejectedException("the test has not prepared " + attributes.getValue("Content"));
            }
            installed.add(name);
            Offer offer = new Offer(ReserveApp.class.getName(), attributes.getValue("App"), Map.of(), app, getClass().getClassLoader());
            return new FakeModule(name, new Version(attributes.getValue("Bundle-Version")), List.of(offer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<BuiltIn> builtIn(String type, String app) {
        return Optional.empty();
    }

    private final class FakeModule implements Module {

        private final String name;
        private final Version version;
        private final List<Offer> offers;

        FakeModule(String name, Version version, List<Offer> offers) {
            this.name = name;
            this.version = version;
            this.offers = offers;
        }

        @Override
        public Version version() {
            return version;
        }

        @Override
        public List<Offer> offers() {
            return offers;
        }

        @Override
        public Optional<ClassLoader> loader() {
            return Optional.of(getClass().getClassLoader());
        }

        @Override
        public void uninstall() {
            installed.remove(name);
        }
    }
}
