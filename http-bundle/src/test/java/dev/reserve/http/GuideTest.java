package dev.reserve.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the guide shows in Java is Java, of the API as it is.
class GuideTest {

    private static final Pattern LISTING = Pattern.compile("(?m)^```java\\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("class (\\w+)");
    /// What the pages speak of, and do not show.
    private static final String AROUND = """
            class Listing {
                interface Room {
                    void tellAll(String text);
                }
                Room room;
                dev.reserve.core.Engine engine;
                ConnectionHandler shown() throws Exception {
            """;
    private static final String IMPORTS = Stream
            .of("static java.nio.charset.StandardCharsets.UTF_8", "java.util.Hashtable", "java.util.Map",
                    "dev.reserve.app.ConnectionHandler", "dev.reserve.core.Engine", "dev.reserve.core.listener.Listener",
                    "dev.reserve.core.socket.*", "dev.reserve.http.HttpApp", "org.eclipse.jetty.io.Content",
                    "org.eclipse.jetty.server.Handler",
                    "org.eclipse.jetty.server.Request", "org.eclipse.jetty.server.Response", "org.eclipse.jetty.util.Callback",
                    "org.osgi.framework.BundleActivator", "org.osgi.framework.BundleContext")
            .map(each -> "import " + each + ";\n")
            .collect(Collectors.joining());

    @ParameterizedTest
    @ValueSource(strings = {"apps.md", "embedding.md", "http.md"})
    void everyListingCompiles(String page, @TempDir Path classes) throws IOException {
        List<String> listings = LISTING.matcher(Files.readString(Path.of("../docs").resolve(page))).results().map(found -> found.group(1))
                .toList();
        assertFalse(listings.isEmpty());
        for (String listing : listings) {
            assertEquals("", faults(listing, classes), () -> "in " + page + ":\n" + listing);
        }
    }

    private static String faults(String listing, Path classes) {
        Matcher type = CLASS.matcher(listing);
        boolean whole = type.find();
        String text = whole ? listing : AROUND + listing.replace("…", "") + (listing.startsWith("return ") ? "" : "return null;") + "}}";
        JavaFileObject source = new Source(whole ? type.group(1) : "Listing", IMPORTS + text);
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(),
                "this JDK has no compiler; expected a whole JDK");
        List<String> options = List.of("-proc:none", "-d", classes.toString(), "-classpath", System.getProperty("java.class.path"));
        compiler.getTask(null, null, found, options, null, List.of(source)).call();
        return found.getDiagnostics().stream().map(each -> each.getMessage(Locale.ROOT) + "\n").collect(Collectors.joining());
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
