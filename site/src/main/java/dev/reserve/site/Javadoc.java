package dev.reserve.site;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// The pages that the platform's javadoc makes of the packages that authors of apps compile against.
///
/// @param directory with the pages; empty if there are none
record Javadoc(Optional<Path> directory) {

    /// Where they are in the site.
    static final String FOLDER = "api";

    private static final List<String> PACKAGES = List.of("api-bundle/src/main/java/dev/reserve/app",
            "http-bundle/src/main/java/dev/reserve/http",
            "testkit/src/main/java/dev/reserve/testkit");
    private static final String COLOURS = "api.css";
    private static final String SOURCES = "/src/main/java/";

    /// Makes them anew. Warnings are problems, but for what is not said at all.
    static Javadoc make(Path checkout, Path directory, String version, List<Problem> problems) throws IOException {
        delete(directory);
        ToolProvider tool = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IOException("this JDK has no javadoc; expected a whole JDK"));
        Path colours = Files.writeString(Files.createDirectories(directory.resolveSibling(".")).resolve(COLOURS), Resource.text(COLOURS));
        List<String> arguments = new ArrayList<>(List.of("-quiet", "-Xdoclint:all,-missing", "-Werror", "-protected", "--no-fonts",
                "-notimestamp",
                "-nohelp", "-encoding", "UTF-8", "-docencoding", "UTF-8", "-windowtitle", "Reserve " + version, "-doctitle",
                "Reserve " + version,
                "--add-stylesheet",
                colours.toString(), "-header", "<a href=\"{@docRoot}/../index.html\">Reserve</a>", "-classpath",
                System.getProperty("java.class.path"), "-d",
                directory.toString()));
        for (String sources : PACKAGES) {
            try (Stream<Path> files = Files.list(checkout.resolve(sources))) {
                files.map(Path::toString).filter(file -> file.endsWith(".java")).sorted().forEach(arguments::add);
            }
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        if (tool.run(out, out, arguments.toArray(String[]::new)) != 0) {
            problems.add(new Problem("Javadoc", 0, "expected comments without faults:\n" + said));
        }
        return new Javadoc(Optional.of(directory));
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /// Where in the site a file or folder of the checkout is described, if it is here.
    Optional<String> page(String target) {
        int sources = target.indexOf(SOURCES);
        if (directory.isEmpty() || sources < 0) {
            return Optional.empty();
        }
        String name = target.substring(sources + SOURCES.length());
        String page = name.endsWith(".java") ? name.replaceFirst("\\.java$", ".html") : name + "/package-summary.html";
        return Files.isRegularFile(directory.get().resolve(page)) ? Optional.of(FOLDER + "/" + page) : Optional.empty();
    }

    void copyTo(Output output) throws IOException {
        if (directory.isPresent()) {
            try (Stream<Path> all = Files.walk(directory.get())) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    output.write(FOLDER + "/" + directory.get().relativize(file), Files.readAllBytes(file));
                }
            }
        }
    }
}
