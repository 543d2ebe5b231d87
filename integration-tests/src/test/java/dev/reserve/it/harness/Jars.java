package dev.reserve.it.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles and packs what tests deploy.
public final class Jars {

    private Jars() {}

    /// Writes a file beside its destination and moves it there, as one should.
    public static void drop(byte[] bytes, Path directory, String file) {
        try {
            Path part = Files.createTempFile(directory, file, ".part");
            Files.write(part, bytes);
            Files.move(part, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The classes of a class `test.App`.
    static Map<String, byte[]> compiled(String source, String classPath) {
        try {
            Path directory = Files.createTempDirectory("app-jar");
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            SimpleJavaFileObject file = new SimpleJavaFileObject(URI.create("string:///test/App.java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source;
                }
            };
            boolean compiled = compiler.getTask(messages, null, null,
                    List.of("-proc:none", "-cp", classPath, "-d", directory.toString()), null, List.of(file)).call();
            if (!compiled) {
                throw new IllegalArgumentException(messages + "\n" + source);
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

    /// A jar of these entries; the same bytes whenever it is made.
    public static byte[] jar(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                JarEntry next = new JarEntry(entry.getKey());
                next.setTimeLocal(LocalDateTime.of(2020, 1, 1, 0, 0));
                jar.putNextEntry(next);
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
