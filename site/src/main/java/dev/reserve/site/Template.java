package dev.reserve.site;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What is around the text of a page: head, navigation, table of contents.
///
/// @param groups the pages of each group, by its title
record Template(Map<String, List<Page>> groups, String version) {

    /// A page of the documentation.
    String page(Page page) {
        return filled(page.title(), page.output(), Markdown.html(page), onThisPage(page), neighbours(page));
    }

    /// Any other page.
    String page(String title, String html) {
        return filled(title, "", html, "", "");
    }

    private String filled(String title, String current, String html, String onThisPage, String neighbours) {
        return Resource.text("page.html").replace("{title}", Html.escape(title)).replace("{version}", Html.escape(version))
                .replace("{navigation}", navigation(current)).replace("{on-this-page}", onThisPage).replace("{neighbours}", neighbours)
                .replace("{text}", html);
    }

    private String navigation(String current) {
        return groups.entrySet().stream().map(group -> "<h2>" + Html.escape(group.getKey()) + "</h2>\n<ul>\n"
                + group.getValue().stream().map(page -> "<li>" + link(page, page.output().equals(current) ? " aria-current=\"page\"" : "")
                        + "</li>\n").collect(Collectors.joining())
                + "</ul>\n").collect(Collectors.joining());
    }

    private static String link(Page page, String attributes) {
        return "<a href=\"" + page.output() + "\"" + attributes + ">" + Html.escape(page.title()) + "</a>";
    }

    private static String onThisPage(Page page) {
        List<Section> parts = page.sections().stream().filter(section -> section.level() == 2 || section.level() == 3).toList();
        if (parts.size() < 2) {
            return "";
        }
        return "<nav class=\"on-this-page\" aria-labelledby=\"OnThisPage\">\n<h2 id=\"OnThisPage\">On this page</h2>\n<ul>\n"
                + parts.stream().map(part -> "<li class=\"level-" + part.level() + "\"><a href=\"#" + part.anchor() + "\">"
                        + Html.escape(part.heading()) + "</a></li>\n").collect(Collectors.joining())
                + "</ul>\n</nav>";
    }

    private String neighbours(Page page) {
        List<Page> all = groups.values().stream().flatMap(List::stream).toList();
        int at = all.indexOf(page);
        return "<nav class=\"neighbours\" aria-label=\"Neighbouring pages\">\n"
                + (at > 0 ? link(all.get(at - 1), " rel=\"prev\"") + "\n" : "")
                + (at + 1 < all.size() ? link(all.get(at + 1), " rel=\"next\"") + "\n" : "") + "</nav>";
    }
}
