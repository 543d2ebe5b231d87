package dev.reserve.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {

    @TempDir
    Path directory;

    private Checkout checkout;

    @BeforeEach
    void begin() throws IOException {
        checkout = Checkout.in(directory);
    }

    @Test
    void aLinkToNothingIsNamedWithItsLine() throws IOException {
        checkout.page("docs/a.md", "# A\n\nText, and\na [link](b.md).\n");
        assertEquals(List.of("docs/a.md:4: link to b.md: there is no docs/b.md; expected a file or folder that the repository has"),
                checkout.problems());
    }

    @Test
    void aLinkToAnAnchorThatIsNotThereIsNamedWithThoseThatAre() throws IOException {
        checkout.page("docs/a.md", "# A\n\n[there](b.md#twoo)\n\n[here](#b)\n").page("docs/b.md", "# B\n\n## Two\n");
        assertEquals(List.of("docs/a.md:3: link to b.md#twoo: docs/b.md has no heading with the anchor #twoo; expected one of [#b, #two]",
                "docs/a.md:5: link to #b: docs/a.md has no heading with the anchor #b; expected one of [#a]"), checkout.problems());
    }

    @Test
    void aLinkInATableOrAListIsLookedAtToo() throws IOException {
        checkout.page("docs/a.md", "# A\n\n| x |\n|---|\n| [t](t.md) |\n\n- [l](l.md)\n");
        assertEquals(List.of("docs/a.md:5: link to t.md: there is no docs/t.md; expected a file or folder that the repository has",
                "docs/a.md:7: link to l.md: there is no docs/l.md; expected a file or folder that the repository has"),
                checkout.problems());
    }

    @Test
    void aLinkLeadsNeitherOutOfTheRepositoryNorToWhatTheBuildMakes() throws IOException {
        checkout.with("target/x.txt", "").page("docs/a.md", "# A\n\n[out](../../x)\n\n[made](../target/x.txt)\n");
        assertEquals(List.of("docs/a.md:3: link to ../../x: there is no ../x; expected a file or folder that the repository has",
                "docs/a.md:5: link to ../target/x.txt: there is no target/x.txt; expected a file or folder that the repository has"),
                checkout.problems());
    }

    @Test
    void aPageIsInAGroup() throws IOException {
        checkout.with("docs/lost.md", "# Lost\n");
        assertEquals(List.of("docs/lost.md: is in no group of docs/pages.txt"), checkout.problems());
    }

    @Test
    void theGroupsHavePagesThatAreThereAndOnce() throws IOException {
        checkout.with("docs/pages.txt", "  README.md\nOne\n  README.md\n  README.md\n  docs/gone.md\n");
        assertEquals(List.of("docs/pages.txt:1: README.md is in no group: expected a line that is not indented before it",
                "docs/pages.txt:4: README.md is here for the second time",
                "docs/pages.txt:5: docs/gone.md is no page: expected the path of a Markdown file in the checkout"), checkout.problems());
    }

    @Test
    void twoPagesThatWouldBeOneFileAreNamed() throws IOException {
        checkout.page("docs/a.md", "# A\n").page("A.md", "# Another\n");
        assertEquals(List.of("A.md: would be a.html in the site, as docs/a.md; expected another name"), checkout.problems());
    }

    @Test
    void aPageHasOneTitleAtItsBeginning() throws IOException {
        checkout.page("docs/a.md", "Text\n").page("docs/b.md", "# B\n\n# C\n");
        assertEquals(List.of("docs/a.md:1: expected a title, '# …', at its beginning",
                "docs/b.md:3: 'C' is a second title: expected '##' or more before it"), checkout.problems());
    }

    @Test
    void tagsAreTakenForWordsThatSomebodyForgotToQuote() throws IOException {
        checkout.page("docs/a.md", "# A\n\n<!-- fine -->\n\nUse <NAME> here.\n");
        assertEquals(List.of("docs/a.md:5: HTML, <NAME>: expected Markdown, or code in `…`"), checkout.problems());
    }

    @Test
    void aPictureIsThereAndSaysWhatItShows() throws IOException {
        checkout.with("docs/pictures/p.svg", "<svg/>").page("docs/a.md", "# A\n\n![](pictures/p.svg)\n\n![Q](pictures/q.svg)\n");
        assertEquals(List.of("docs/a.md:3: picture pictures/p.svg: expected a text for those who do not see it, ![TEXT](…)",
                "docs/a.md:5: picture pictures/q.svg: there is no docs/pictures/q.svg; expected an SVG file of the repository"),
                checkout.problems());
    }

    @Test
    void linksLeadToTheSamePlacesInTheSite() throws IOException {
        checkout.with("x/Y.java", "class Y<T> {}").with("x/target/Made.java", "made").with("docs/pictures/p.svg", "<svg/>")
                .page("docs/a.md",
                        "# A\n\n[r](../README.md) [b.md](b.md) [b.md](b.md#two) [t](b.md#two-1) [x](../x) [e](https://example.org/#z) ![P](pictures/p.svg)\n")
                .page("docs/b.md", "# The `B`\n\n## Two\n\n## Two\n");
        assertEquals(List.of(), checkout.problems());
        String page = checkout.made("a.html");
        assertTrue(page.contains(
                "<a href=\"index.html\">r</a> <a href=\"b.html\">The B</a> <a href=\"b.html#two\">The B</a> <a href=\"b.html#two-1\">t</a> "
                        + "<a href=\"source-x.html\">x</a> <a href=\"https://example.org/#z\">e</a> <img src=\"pictures/p.svg\" alt=\"P\" />"),
                page);
        assertTrue(checkout.made("b.html").contains("<h2 id=\"two-1\">Two</h2>"));
        assertTrue(checkout.made("source-x.html").contains("class Y&lt;T&gt; {}"));
        assertFalse(checkout.made("source-x.html").contains("made"));
        assertEquals("<svg/>", checkout.made("pictures/p.svg"));
    }

    @Test
    void linksToSourcesThatJavadocDescribesLeadThere() throws IOException {
        checkout.with("x/src/main/java/x/Y.java", "class Y {}").with("x/src/main/java/x/Z.java", "class Z {}")
                .with("javadoc/x/Y.html", "all of Y")
                .with("javadoc/x/package-summary.html", "all of x")
                .page("docs/a.md", "# A\n\n[x](../x/src/main/java/x) [y](../x/src/main/java/x/Y.java) [z](../x/src/main/java/x/Z.java)\n");
        String page = checkout.made("a.html");
        assertTrue(page.contains("<a href=\"api/x/package-summary.html\">x</a> <a href=\"api/x/Y.html\">y</a> "
                + "<a href=\"source-x-src-main-java-x-Z-java.html\">z</a>"), page);
        assertEquals("all of Y", checkout.made("api/x/Y.html"));
    }

    @Test
    void theReadmeOfAFolderThatIsLinkedToIsReadAndCheckedToo() throws IOException {
        checkout.with("x/README.md", "# The X\n\n[y](Y.java)\n\n[p](#part)\n\n## Part\n").with("x/Y.java", "class Y {}").page("docs/a.md",
                "# A\n\n[x](../x)\n");
        assertEquals(List.of(), checkout.problems());
        String page = checkout.made("source-x.html");
        assertTrue(
                page.contains("<h1 id=\"the-x\">The X</h1>\n<p><a href=\"source-x-Y-java.html\">y</a></p>\n<p><a href=\"#part\">p</a></p>"),
                page);
        assertFalse(page.contains("README.md"), page);
        checkout.with("x/README.md", "# X\n\n[z](Z.java)\n");
        assertEquals(List.of("x/README.md:3: link to Z.java: there is no x/Z.java; expected a file or folder that the repository has"),
                checkout.problems());
    }

    @Test
    void theNavigationIsInTheOrderOfTheGroups() throws IOException {
        checkout.page("docs/b.md", "# B\n").page("docs/a.md", "# A\n");
        String page = checkout.made("b.html");
        assertTrue(page.contains("""
                <h2>Tutorial</h2>
                <ul>
                <li><a href="index.html">Reserve</a></li>
                <li><a href="b.html" aria-current="page">B</a></li>
                <li><a href="a.html">A</a></li>
                </ul>
                """), page);
        assertTrue(page.contains("<a href=\"index.html\" rel=\"prev\">Reserve</a>\n<a href=\"a.html\" rel=\"next\">A</a>"), page);
    }

    @Test
    void theSearchHasEverySectionWithItsText() throws IOException {
        checkout.page("docs/a.md", "# A\n\nFirst \"and\" second,\n`<code>`.\n\n## Two\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n- p\n- q\n");
        String index = checkout.made("search-index.js");
        assertTrue(index.contains("[\"a.html\", \"A\", \"A\", \"First \\\"and\\\" second, \\u003ccode>.\"]"), index);
        assertTrue(index.contains("[\"a.html#two\", \"A\", \"Two\", \"x y 1 2 p q\"]"), index);
    }

    @Test
    void whatAnEarlierBuildHasLeftIsRemoved() throws IOException {
        checkout.with("target/site/old.html", "old");
        checkout.made("index.html");
        assertFalse(Files.exists(directory.resolve("target/site/old.html")));
    }
}
