package dev.reserve.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HyperlinksTest {

    @TempDir
    Path site;

    @Test
    void thoseThatLeadSomewhereOrElsewhereAreNoProblem() throws IOException {
        page("a.html", "<a href=\"#here\"></a><h2 id=\"here\"></h2><img src=\"p.svg\"><a href=\"api/B.html#%3Cinit%3E()\"></a>"
                + "<a href=\"https://example.org/x\"></a><link href=\"data:,\"><a href=\"#\"></a>");
        page("api/B.html", "<section id=\"&lt;init&gt;()\"><a href=\"../a.html\"></a></section>");
        page("p.svg", "<svg/>");
        assertEquals(List.of(), dead());
    }

    @Test
    void thoseThatLeadNowhereAreNamed() throws IOException {
        page("a.html", "<a href=\"b.html\"></a><a href=\"#gone\"></a><img src=\"../p.svg\"><a href=\"a b.html\"></a>");
        page("../p.svg", "<svg/>");
        assertEquals(List.of("a.html: link to b.html: leads to no file of the site",
                "a.html: link to #gone: leads to an anchor that a.html does not have",
                "a.html: link to ../p.svg: leads to no file of the site",
                "a.html: link to a b.html: is no URI: Illegal character in path"), dead());
    }

    private List<String> dead() throws IOException {
        return Hyperlinks.dead(site.resolve("site")).stream().map(Problem::toString).toList();
    }

    private void page(String name, String html) throws IOException {
        Path file = site.resolve("site").resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, html);
    }
}
