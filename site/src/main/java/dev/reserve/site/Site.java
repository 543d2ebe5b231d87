package dev.reserve.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The documentation of a checkout as pages for a browser, which need neither a server nor the network.
final class Site {

    private final Path checkout;
    private final String version;
    private final Javadoc javadoc;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Page> pages = new LinkedHashMap<>();
    /// What folders that are linked to say of themselves.
    private final Map<String, Page> readmes = new HashMap<>();
    private final Set<String> sources = new TreeSet<>();
    private final Set<String> pictures = new TreeSet<>();
    private final Contents contents;

    /// Reads all pages, and checks their links.
    Site(Path checkout, String version, Javadoc javadoc) throws IOException {
        this.checkout = checkout;
        this.version = version;
        this.javadoc = javadoc;
        this.contents = Contents.of(checkout, problems);
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String source : contents.pages()) {
            Page page = Page.of(source, Files.readString(checkout.resolve(source)), problems);
            pages.put(source, page);
            String other = outputs.putIfAbsent(page.output(), source);
            if (other != null) {
                problems.add(new Problem(source, 0, "would be " + page.output() + " in the site, as " + other + "; expected another name"));
            }
        }
        Deque<Page> unchecked = new ArrayDeque<>(pages.values());
        while (!unchecked.isEmpty()) {
            new Links(checkout, unchecked.remove(), pages, javadoc, sources, pictures, problems).check();
            for (String source : sources) {
                String readme = source + "/README.md";
                if (Files.isRegularFile(checkout.resolve(readme)) && !readmes.containsKey(source)) {
                    Page page = Page.of(readme, Files.readString(checkout.resolve(readme)), problems);
                    readmes.put(source, page);
                    unchecked.add(page);
                }
            }
        }
    }

    /// What has to be mended first.
    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /// Writes it, in place of what is there.
    void write(Path directory) throws IOException {
        Map<String, List<Page>> groups = new LinkedHashMap<>();
        contents.groups().forEach((title, members) -> groups.put(title, members.stream().map(this::page).toList()));
        Template template = new Template(groups, version);
        Output output = new Output(directory);
        for (Page page : pages.values()) {
            output.write(page.output(), template.page(page));
        }
        for (String source : sources) {
            output.write(SourcePage.output(source),
                    template.page(source, SourcePage.html(checkout, source, Optional.ofNullable(readmes.get(source)))));
        }
        for (String picture : pictures) {
            output.write(Links.picture(picture), Files.readString(checkout.resolve(picture)));
        }
        javadoc.copyTo(output);
        output.write("search-index.js", SearchIndex.of(List.copyOf(pages.values())));
        for (String file : List.of("site.css", "site.js")) {
            output.write(file, Resource.text(file));
        }
        output.removeOthers();
    }

    private Page page(String source) {
        return Objects.requireNonNull(pages.get(source));
    }
}
