package dev.reserve.launcher;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.connect.ConnectModule;
import org.osgi.framework.connect.ModuleConnector;

/// Bundles of the distribution that are on the class path of the launcher too (`Class-Path` in its manifest): their classes come from there, and not
/// from a class loader of the framework, so that the JVM's ahead-of-time cache has them linked and with their lambdas. To the framework they are
/// bundles like any other: who imports their packages is wired to them, and nobody else sees these.
///
/// A bundle may be one of them if it imports nothing from a bundle that is not. See OSGi Core §60, Connect.
final class ClassPathBundles implements ModuleConnector {

    /// By location.
    private final Map<String, Path> jars = new HashMap<>();

    private ClassPathBundles() {}

    /// Those of a launcher.
    ///
    /// @param launcher its jar. Anything else, such as a directory of classes, has no class path of its own
    static ClassPathBundles of(Path launcher) throws IOException {
        ClassPathBundles bundles = new ClassPathBundles();
        if (launcher.toFile().isFile()) {
            try (JarFile jar = new JarFile(launcher.toFile())) {
                Manifest manifest = jar.getManifest();
                String classPath = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
                for (String entry : classPath == null ? new String[0] : classPath.split(" ", -1)) {
                    Path path = launcher.resolveSibling(entry).normalize();
                    bundles.jars.put(location(path), path);
                }
            }
        }
        return bundles;
    }

    /// The jar that this class comes from.
    static Path launcher() {
        return file(ClassPathBundles.class.getProtectionDomain().getCodeSource());
    }

    static Path file(CodeSource source) {
        try {
            return Path.of(source.getLocation().toURI()); // of a URL's path, escapes would remain
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not the place of a class: " + source, e);
        }
    }

    /// What a bundle is installed by: read where it lies, not copied into the cache.
    static String location(Path jar) {
        return "reference:" + jar.toUri();
    }

    @Override
    public void initialize(File storage, Map<String, String> configuration) {
        // needs nothing of either
    }

    @Override
    public Optional<ConnectModule> connect(String location) {
        return Optional.ofNullable(jars.get(location)).map(jar -> () -> new JarContent(jar));
    }

    @Override
    public Optional<BundleActivator> newBundleActivator() {
        return Optional.empty();
    }
}
