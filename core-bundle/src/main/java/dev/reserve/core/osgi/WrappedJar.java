package dev.reserve.core.osgi;

import dev.reserve.core.deploy.PlainJar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Constants;

/// A jar that is no bundle, with a manifest that makes it one. All else is as it was, but for signatures: they have been checked, and do not cover
/// the new manifest.
final class WrappedJar implements AutoCloseable {

    /// Tells a bundle that was made here.
    static final String MARK = "Reserve-Wrapped";

    private static final String MANIFEST = JarFile.MANIFEST_NAME;
    /// What code may ask for at run time, and what the framework needs to know of the content.
    private static final List<String> KEPT = List.of("Multi-Release", "Implementation-Title", "Implementation-Version",
            "Implementation-Vendor",
            "Specification-Title", "Specification-Version", "Specification-Vendor");

    private final JarFile jar;

    private WrappedJar(JarFile jar) {
        this.jar = jar;
    }

    static WrappedJar open(Path file) throws IOException {
        return new WrappedJar(new JarFile(file.toFile(), false));
    }

    /// Whether a package `org.slf4j` in it has something to log with.
    boolean hasOwnLogging() {
        return jar.getEntry("META-INF/services/org.slf4j.spi.SLF4JServiceProvider") != null
                || jar.getEntry("org/slf4j/impl/StaticLoggerBinder.class") != null;
    }

    /// Those with classes in it.
    Set<String> packages() {
        return jar.stream().map(ZipEntry::getName)
                .filter(name -> name.endsWith(".class") && name.indexOf('/') > 0 && !name.startsWith("META-INF/"))
                .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.')).collect(Collectors.toSet());
    }

    /// @param imports the header `Import-Package`
    void writeTo(OutputStream out, PlainJar plain, String imports) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED); // it is thrown away when the server ends
            zip.putNextEntry(new ZipEntry(MANIFEST));
            manifest(plain, imports).write(zip);
            zip.closeEntry();
            Set<String> written = new HashSet<>(Set.of(MANIFEST));
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                if (!isSignature(entry.getName()) && written.add(entry.getName())) { // some tools write one twice
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    zip.putNextEntry(copy);
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
        }
    }

    private static boolean isSignature(String name) {
        return name.matches("(?i)META-INF/([^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)");
    }

    private Manifest manifest(PlainJar plain, String imports) throws IOException {
        Manifest given = jar.getManifest();
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (given != null) {
            Map<String, String> kept = KEPT.stream().filter(name -> given.getMainAttributes().getValue(name) != null)
                    .collect(Collectors.toMap(Function.identity(), name -> given.getMainAttributes().getValue(name)));
            kept.forEach(headers::putValue);
        }
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, plain.name().replaceAll("[^A-Za-z0-9_.-]", "_"));
        headers.putValue(Constants.BUNDLE_VERSION, plain.version().toString());
        headers.putValue(Constants.IMPORT_PACKAGE, imports);
        headers.putValue(MARK, "true");
        return manifest;
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
