package dev.reserve.benchmarks.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Class files of the application, compiled on the spot from the sources among this program's resources.
///
/// @param classes their content, by their path in a jar
public record Compiled(Map<String, byte[]> classes) {

    /// @param names of the sources, without `.java`
    /// @param classPath of what they use
    /// @param release of Java that they are to run on
    public static Compiled of(List<String> names, List<Path> classPath, int release) {
        try {
            Path directory = Files.createTempDirectory("compiled");
            try {
                compile(names, String.join(":", classPath.stream().map(Path::toString).toList()), release, directory);
                return new Compiled(read(directory));
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(List<String> names, String classPath, int release, Path directory) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(new Source(name, source(name)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of("-proc:none", "--release", Integer.toString(release), "-cp", classPath, "-d", directory.toString());
        if (!compiler.getTask(messages, null, null, options, null, sources).call()) {
            throw new IOException("the application does not compile: " + messages);
        }
    }

    private static String source(String name) throws IOException {
        try (InputStream in = Compiled.class.getResourceAsStream(name + ".java.txt")) {
            if (in == null) {
                throw new IOException("no source " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Map<String, byte[]> read(Path directory) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                classes.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///bench/" + name + ".java"), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
