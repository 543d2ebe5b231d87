package dev.reserve.site;

import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.AttributeProvider;
import org.commonmark.renderer.html.HtmlRenderer;

/// Markdown as repository browsers read it, CommonMark with tables, to HTML.
final class Markdown {

    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS)
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES).build();

    private Markdown() {}

    static Node parse(String markdown) {
        return PARSER.parse(markdown);
    }

    /// Wide tables, pictures and code are groups that scroll by themselves, and so can have the keyboard's focus.
    static String html(Page page) {
        HtmlRenderer renderer = HtmlRenderer.builder().extensions(EXTENSIONS)
                .attributeProviderFactory(context -> attributes(page.anchors())).build();
        return renderer.render(page.document())
                .replace("<table>", "<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">\n<table>")
                .replace("</table>", "</table>\n</div>")
                .replaceAll("<p>(<img [^>]*>)</p>", "<div class=\"wide\" role=\"group\" aria-label=\"Picture\" tabindex=\"0\">$1</div>");
    }

    private static AttributeProvider attributes(Map<Node, String> anchors) {
        return (node, tag, attributes) -> {
            String anchor = anchors.get(node);
            if (anchor != null) {
                attributes.put("id", anchor);
            }
            if (tag.equals("pre") && (node instanceof FencedCodeBlock || node instanceof IndentedCodeBlock)) {
                attributes.put("tabindex", "0");
            }
            if (node instanceof TableCell cell && cell.isHeader()) {
                attributes.put("scope", "col");
            }
        };
    }
}
