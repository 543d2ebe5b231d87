package dev.reserve.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Which pages there are, in which groups and in which order: what `docs/pages.txt` says. Groups begin at the start of a line, their pages are indented.
///
/// @param groups the pages of each group, by its title; paths in the checkout
record Contents(Map<String, List<String>> groups) {

    static final String FILE = "docs/pages.txt";

    List<String> pages() {
        return groups.values().stream().flatMap(List::stream).toList();
    }

    /// Reads them, and looks whether each page is there once, and every page of `docs/` is among them.
    static Contents of(Path checkout, List<Problem> problems) throws IOException {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>();
        List<String> group = null;
        int number = 0;
        for (String line : Files.readAllLines(checkout.resolve(FILE))) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(line.charAt(0))) {
                group = groups.computeIfAbsent(entry, title -> new ArrayList<>());
            } else if (group == null) {
                problems.add(new Problem(FILE, number, entry + " is in no group: expected a line that is not indented before it"));
            } else if (seen.contains(entry)) {
                problems.add(new Problem(FILE, number, entry + " is here for the second time"));
            } else if (!entry.endsWith(".md") || !Files.isRegularFile(checkout.resolve(entry))) {
                problems.add(new Problem(FILE, number, entry + " is no page: expected the path of a Markdown file in the checkout"));
            } else {
                seen.add(entry);
                group.add(entry);
            }
        }
        try (Stream<Path> docs = Files.walk(checkout.resolve("docs"))) {
            docs.map(file -> checkout.relativize(file).toString()).filter(file -> file.endsWith(".md") && !seen.contains(file)).sorted()
                    .forEach(file -> problems.add(new Problem(file, 0, "is in no group of " + FILE)));
        }
        return new Contents(groups);
    }
}
