package dev.reserve.benchmarks.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// The application as a jar or war, in as many versions as one likes. They differ in one file, which has the version in it.
public final class Archive {

    private static final String BUNDLE = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: bench
            Bundle-Version: 1.0.0
            Bundle-Activator: bench.ACTIVATOR
            Import-Package: IMPORTS

            """;
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
              <servlet>
                <servlet-name>bench</servlet-name>
                <servlet-class>bench.ForTomcat</servlet-class>
                <load-on-startup>1</load-on-startup>
              </servlet>
              <servlet-mapping>
                <servlet-name>bench</servlet-name>
                <url-pattern>/</url-pattern>
              </servlet-mapping>
            </web-app>
            """;

    private final Map<String, byte[]> entries;
    private final String versionFile;

    private Archive(Map<String, byte[]> entries, String versionFile) {
        this.entries = entries;
        this.versionFile = versionFile;
    }

    /// @param classPath the API of Reserve, and of OSGi
    public static Archive forReserve(List<Path> classPath) {
        return bundle("ForReserve", "dev.reserve.app, org.osgi.framework",
                Compiled.of(List.of("Answer", "Lines", "ForReserve"), classPath, 25));
    }

    /// A sub-app of `http`.
    ///
    /// @param classPath the APIs of Reserve, its `http`, OSGi and Jetty
    public static Archive forHttp(List<Path> classPath) {
        return bundle("ForHttp", "dev.reserve.app, dev.reserve.http, org.eclipse.jetty.http, org.eclipse.jetty.io, "
                + "org.eclipse.jetty.server, org.eclipse.jetty.util, org.eclipse.jetty.util.component, org.eclipse.jetty.util.thread, "
                + "org.osgi.framework", Compiled.of(List.of("ForHttp"), classPath, 25));
    }

    /// @param classPath the API of OSGi
    public static Archive forKaraf(List<Path> classPath) {
        return bundle("ForKaraf", "org.osgi.framework", Compiled.of(List.of("Answer", "Lines", "ForKaraf"), classPath, 17));
    }

    /// @param classPath the API of servlets
    public static Archive forTomcat(List<Path> classPath) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("WEB-INF/web.xml", WEB_XML.getBytes(StandardCharsets.UTF_8));
        Compiled.of(List.of("Answer", "ForTomcat"), classPath, 17).classes()
                .forEach((name, bytes) -> entries.put("WEB-INF/classes/" + name, bytes));
        return new Archive(entries, "WEB-INF/classes/version.txt");
    }

    private static Archive bundle(String activator, String imports, Compiled compiled) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/MANIFEST.MF",
                BUNDLE.replace("ACTIVATOR", activator).replace("IMPORTS", imports).getBytes(StandardCharsets.UTF_8));
        entries.putAll(compiled.classes());
        return new Archive(entries, "version.txt");
    }

    /// Writes a version beside its destination, and moves it there in one step.
    ///
    /// @return when it was moved, by [System#nanoTime]
    public long moveTo(Path file, int version) {
        try {
            Path part = file.resolveSibling("." + file.getFileName() + ".part");
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(part))) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    put(jar, entry.getKey(), entry.getValue());
                }
                put(jar, versionFile, Integer.toString(version).getBytes(StandardCharsets.US_ASCII));
            }
            long now = System.nanoTime();
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
