package dev.reserve.site;

import java.util.List;
import java.util.stream.Collectors;

/// What can be found: a script with every section's address, title and text. A script, because a page that is a file may load no other kind of file.
final class SearchIndex {

    private SearchIndex() {}

    static String of(List<Page> pages) {
        return pages.stream().flatMap(page -> page.sections().stream().map(section -> entry(page, section)))
                .collect(Collectors.joining(",\n", "const searchIndex = [\n", "\n];\n"));
    }

    private static String entry(Page page, Section section) {
        String address = page.output() + (section.level() == 1 ? "" : "#" + section.anchor());
        return "[" + Html.string(address) + ", " + Html.string(page.title()) + ", " + Html.string(section.heading()) + ", "
                + Html.string(section.text()) + "]";
    }
}
