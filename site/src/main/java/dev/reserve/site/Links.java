package dev.reserve.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;

/// Checks the links and pictures of one page, and points them to where things are in the site.
final class Links extends AbstractVisitor {

    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.+");

    private final Path checkout;
    private final Page page;
    private final Map<String, Page> pages;
    private final Javadoc javadoc;
    private final Set<String> sources;
    private final Set<String> pictures;
    private final List<Problem> problems;

    /// @param pages all of them, by their path in the checkout
    /// @param javadoc where links to the sources of what it describes lead
    /// @param sources gets the files and folders of the checkout that are linked to, but for those
    /// @param pictures gets the pictures that are shown
    Links(Path checkout, Page page, Map<String, Page> pages, Javadoc javadoc, Set<String> sources, Set<String> pictures,
            List<Problem> problems) {
        this.checkout = checkout;
        this.page = page;
        this.pages = pages;
        this.javadoc = javadoc;
        this.sources = sources;
        this.pictures = pictures;
        this.problems = problems;
    }

    void check() {
        page.document().accept(this);
    }

    @Override
    public void visit(Link link) {
        String destination = link.getDestination();
        visitChildren(link);
        if (ELSEWHERE.matcher(destination).matches()) {
            return;
        }
        int hash = destination.indexOf('#');
        String path = hash < 0 ? destination : destination.substring(0, hash);
        String anchor = hash < 0 ? "" : destination.substring(hash + 1);
        String target = path.isEmpty() ? page.source() : inCheckout(path);
        Page other = path.isEmpty() ? page : pages.get(target);
        if (other != null) {
            toPage(link, other, path, hash >= 0, anchor);
        } else if (!isThere(target)) {
            problem(link, "link to " + destination + ": there is no " + target + "; expected a file or folder that the repository has");
        } else if (hash >= 0) {
            problem(link, "link to " + destination + ": expected no anchor, as " + target + " is no page");
        } else {
            link.setDestination(javadoc.page(target).orElseGet(() -> {
                sources.add(target);
                return SourcePage.output(target);
            }));
        }
    }

    private void toPage(Link link, Page other, String path, boolean withAnchor, String anchor) {
        if (withAnchor && !other.has(anchor)) {
            problem(link, "link to " + link.getDestination() + ": " + other.source() + " has no heading with the anchor #" + anchor
                    + "; expected one of " + other.sections().stream().map(section -> "#" + section.anchor()).toList());
            return;
        }
        // In the site, pages go by their titles.
        if (link.getFirstChild() instanceof Text text && text.getNext() == null && text.getLiteral().equals(path)) {
            text.setLiteral(other.title());
        }
        boolean here = other.source().equals(page.source());
        link.setDestination((here && withAnchor ? "" : other.output()) + (withAnchor ? "#" + anchor : ""));
    }

    @Override
    public void visit(Image image) {
        String target = inCheckout(image.getDestination());
        if (Prose.of(image).isEmpty()) {
            problem(image, "picture " + image.getDestination() + ": expected a text for those who do not see it, ![TEXT](…)");
        }
        if (!target.endsWith(".svg") || !Files.isRegularFile(checkout.resolve(target))) {
            problem(image, "picture " + image.getDestination() + ": there is no " + target + "; expected an SVG file of the repository");
            return;
        }
        pictures.add(target);
        image.setDestination(picture(target));
    }

    /// Where a picture is in the site.
    static String picture(String target) {
        return "pictures/" + target.substring(target.lastIndexOf('/') + 1);
    }

    @Override
    public void visit(HtmlBlock html) {
        onlyComments(html, html.getLiteral());
    }

    @Override
    public void visit(HtmlInline html) {
        onlyComments(html, html.getLiteral());
    }

    /// Tags are most often words in angle brackets that somebody forgot to quote, and that no reader would see.
    private void onlyComments(Node node, String literal) {
        if (!literal.strip().startsWith("<!--")) {
            problem(node, "HTML, " + literal.strip().lines().findFirst().orElse("") + ": expected Markdown, or code in `…`");
        }
    }

    private String inCheckout(String path) {
        Path folder = checkout.resolve(page.source()).getParent();
        return checkout.relativize((folder == null ? checkout : folder).resolve(path).normalize()).toString();
    }

    private boolean isThere(String target) {
        return !target.isEmpty() && !target.startsWith("..") && !target.startsWith("/") && !SourcePage.isMade(Path.of(target))
                && Files.exists(checkout.resolve(target));
    }

    private void problem(Node node, String what) {
        problems.add(new Problem(page.source(), Page.line(node), what));
    }
}
