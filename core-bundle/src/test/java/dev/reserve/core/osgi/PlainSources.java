package dev.reserve.core.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Jars as somebody packs them who has never heard of OSGi.
final class PlainSources {

    /// An app that answers with what an expression gives.
    static String app(String name, String answer) {
        return """
                package shop;
                public class %s implements dev.reserve.app.ReserveApp {
                    public dev.reserve.app.ConnectionHandler launch(String... args) {
                        return (socket, client, server) -> socket.write(java.nio.ByteBuffer.wrap((answer() + "\\n").getBytes()));
                    }
                    private static String answer() throws Exception {
                        return %s;
                    }
                }
                """.formatted(name, answer);
    }

    private final List<JavaFileObject> sources = new ArrayList<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private String headers = "Manifest-Version: 1.0\n";
    private List<Path> classPath = List.of();

    /// A jar with the app `shop.Main`, and its name in `META-INF/services`.
    static PlainSources answering(String answer) {
        return new PlainSources().source("shop/Main", app("Main", answer)).service("dev.reserve.app.ReserveApp", "shop.Main\n");
    }

    PlainSources source(String name, String text) {
        sources.add(new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        });
        return this;
    }

    PlainSources service(String type, String text) {
        return entry("META-INF/services/" + type, text.getBytes(UTF_8));
    }

    PlainSources entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /// All but the manifest of another jar.
    PlainSources entries(Map<String, byte[]> others) {
        entries.putAll(others);
        entries.remove("META-INF/MANIFEST.MF");
        return this;
    }

    PlainSources header(String name, String value) {
        headers += name + ": " + value + "\n";
        return this;
    }

    PlainSources noManifest() {
        headers = "";
        return this;
    }

    PlainSources with(Path jar) {
        classPath = List.of(jar);
        return this;
    }

    /// The classes alone.
    Map<String, byte[]> classes() {
        try {
            Path directory = Files.createTempDirectory("plain-jar");
            StringWriter messages = new StringWriter();
            String path = System.getProperty("java.class.path") + classPath.stream().map(jar -> ":" + jar).reduce("", String::concat);
            if (!ToolProvider.getSystemJavaCompiler()
                    .getTask(messages, null, null, List.of("-proc:none", "-cp", path, "-d", directory.toString()), null, sources).call()) {
                throw new IllegalArgumentException(messages.toString());
            }
            Map<String, byte[]> classes = new LinkedHashMap<>();
            try (var files = Files.walk(directory)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    if (Files.isRegularFile(each)) {
                        classes.put(directory.relativize(each).toString(), Files.readAllBytes(each));
                    }
                    Files.delete(each);
                }
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = headers.isEmpty() ? new JarOutputStream(bytes) : new JarOutputStream(bytes, manifest())) {
            Map<String, byte[]> all = sources.isEmpty() ? new LinkedHashMap<>() : classes();
            all.putAll(entries);
            for (Map.Entry<String, byte[]> each : all.entrySet()) {
                jar.putNextEntry(new ZipEntry(each.getKey()));
                jar.write(each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private Manifest manifest() throws IOException {
        return new Manifest(new ByteArrayInputStream(headers.getBytes(UTF_8)));
    }

    /// Puts it into a directory in one step.
    Path drop(Path directory, String file) {
        return drop(directory, file, bytes());
    }

    static Path drop(Path directory, String file, byte[] content) {
        try {
            Path part = Files.write(directory.resolve("." + file + ".part"), content);
            return Files.move(part, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
