package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.connect.ConnectContent;
import org.osgi.framework.connect.ConnectModule;

class ClassPathBundlesTest {

    @TempDir
    private Path directory;

    @Test
    void aJarOnTheClassPathIsReadWhereItLiesAndItsClassesAreTheLaunchers() throws IOException {
        Path launcher = jar("lib/launcher.jar", "../bundles/one.jar other.jar");
        Path one = jar("bundles/one.jar", "");
        ConnectModule module = ClassPathBundles.of(launcher).connect(ClassPathBundles.location(one)).orElseThrow();
        ConnectContent content = module.getContent();
        content.open();
        try {
            assertEquals("here", new String(content.getEntry("a/file").orElseThrow().getBytes(), StandardCharsets.UTF_8));
            assertTrue(content.getEntry("a/nother").isEmpty());
            assertEquals(ClassPathBundles.class.getClassLoader(), content.getClassLoader().orElseThrow());
        } finally {
            content.close();
        }
    }

    @Test
    void aBundleThatIsNotOnTheClassPathIsTheFrameworks() throws IOException {
        Path launcher = jar("lib/launcher.jar", "../bundles/one.jar");
        assertTrue(ClassPathBundles.of(launcher).connect(ClassPathBundles.location(jar("bundles/two.jar", ""))).isEmpty());
        assertTrue(ClassPathBundles.of(jar("lib/bare.jar", null)).connect(ClassPathBundles.location(launcher)).isEmpty());
        assertTrue(ClassPathBundles.of(directory).connect(ClassPathBundles.location(launcher)).isEmpty());
    }

    private Path jar(String name, @Nullable String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (classPath != null) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path); JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("a/file"));
            jar.write("here".getBytes(StandardCharsets.UTF_8));
        }
        return path;
    }
}
