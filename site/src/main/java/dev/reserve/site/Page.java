package dev.reserve.site;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;

/// A Markdown file, as it is in the checkout and as it will be in the site.
///
/// @param source its path in the checkout
/// @param title its first heading
/// @param document what is in it
/// @param sections its text, by headings
/// @param anchors of its headings
record Page(String source, String title, Node document, List<Section> sections, Map<Node, String> anchors) {

    /// Reads one. It begins with its title, and has no other heading of that level.
    static Page of(String source, String markdown, List<Problem> problems) {
        Node document = Markdown.parse(markdown);
        if (!(document.getFirstChild() instanceof Heading first) || first.getLevel() != 1) {
            problems.add(new Problem(source, 1, "expected a title, '# …', at its beginning"));
        }
        Anchors taken = new Anchors();
        Map<Node, String> anchors = new HashMap<>();
        List<Section> sections = new ArrayList<>();
        Section section = new Section("", 1, source, "");
        for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Heading heading) {
                String text = Prose.of(heading);
                if (heading.getLevel() == 1 && node.getPrevious() != null) {
                    problems.add(new Problem(source, line(node), "'" + text + "' is a second title: expected '##' or more before it"));
                }
                if (!anchors.isEmpty()) {
                    sections.add(section);
                }
                String anchor = taken.next(text);
                anchors.put(node, anchor);
                section = new Section(anchor, heading.getLevel(), text, "");
            } else {
                section = new Section(section.anchor(), section.level(), section.heading(),
                        (section.text() + " " + Prose.of(node)).strip());
            }
        }
        sections.add(section);
        return new Page(source, sections.getFirst().heading(), document, List.copyOf(sections), anchors);
    }

    /// The name of its file in the site.
    String output() {
        String name = source.substring(source.lastIndexOf('/') + 1, source.length() - ".md".length());
        return source.equals("README.md") ? "index.html" : name.toLowerCase(Locale.ROOT) + ".html";
    }

    boolean has(String anchor) {
        return sections.stream().anyMatch(section -> section.anchor().equals(anchor));
    }

    /// Where a node begins in its file, from 1; 0 if nobody knows.
    static int line(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            List<SourceSpan> spans = Objects.requireNonNullElse(at.getSourceSpans(), List.of());
            if (!spans.isEmpty()) {
                return spans.getFirst().getLineIndex() + 1;
            }
        }
        return 0;
    }
}
