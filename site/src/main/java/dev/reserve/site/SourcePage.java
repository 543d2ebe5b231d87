package dev.reserve.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A file of the repository that a page links to, or all files of a folder, as a page of its own: the site is for reading without the repository.
final class SourcePage {

    private SourcePage() {}

    /// The name of its file in the site.
    static String output(String target) {
        return "source-" + target.replace('/', '-').replace('.', '-') + ".html";
    }

    /// Whether something is no source, but made by the build or by tools.
    static boolean isMade(Path target) {
        for (Path name : target) {
            if (name.toString().equals("target") || name.toString().equals("__pycache__") || name.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /// @param readme of a folder that has one
    static String html(Path checkout, String target, Optional<Page> readme) throws IOException {
        return readme.map(Markdown::html).orElse("<h1>" + Html.escape(target) + "</h1>\n")
                + files(checkout, target).stream()
                        .filter(file -> readme.isEmpty() || !file.equals(checkout.resolve(readme.get().source())))
                        .map(file -> part(checkout, target, file)).collect(Collectors.joining());
    }

    private static List<Path> files(Path checkout, String target) throws IOException {
        try (Stream<Path> all = Files.walk(checkout.resolve(target))) {
            return all.filter(file -> Files.isRegularFile(file) && !isMade(checkout.relativize(file))).sorted().toList();
        }
    }

    private static String part(Path checkout, String target, Path file) {
        String name = checkout.relativize(file).toString();
        return (name.equals(target) ? "" : "<h2>" + Html.escape(name.substring(target.length() + 1)) + "</h2>\n")
                + "<pre tabindex=\"0\"><code>"
                + Html.escape(content(file)) + "</code></pre>\n";
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            return "(not text)";
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
