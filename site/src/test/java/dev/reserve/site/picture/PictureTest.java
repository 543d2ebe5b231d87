package dev.reserve.site.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class PictureTest {

    private static final String FLOW = "flow;title T;text W;";
    private static final String TIMELINE = "timeline;title T;text W;";

    @Test
    void aFlowHasItsBoxesInRowsAndColumnsApart() throws Exception {
        Document svg = drawn(FLOW
                + "box a 0 0 plain first / <of all>;box b 1 0 bad second;box c 0 1 new third;arrow a b on & on;arrow a c;arrow c a again");
        List<Element> boxes = elements(svg, "rect").stream().filter(box -> box.hasAttribute("x")).toList();
        assertEquals(3, boxes.size());
        assertTrue(number(boxes.get(0), "x") + number(boxes.get(0), "width") < number(boxes.get(1), "x"));
        assertEquals(number(boxes.get(0), "y"), number(boxes.get(1), "y"));
        assertEquals(number(boxes.get(0), "x"), number(boxes.get(2), "x"));
        assertTrue(number(boxes.get(0), "y") + number(boxes.get(0), "height") < number(boxes.get(2), "y"));
        assertEquals(List.of("first", "<of all>", "second", "third", "on & on", "", "again"),
                elements(svg, "text").stream().map(Element::getTextContent).toList());
        assertEquals("T", elements(svg, "title").getFirst().getTextContent());
        assertEquals("W", elements(svg, "desc").getFirst().getTextContent());
    }

    @Test
    void aTimelineHasItsBarsWhereTheirTimesAre() throws Exception {
        Document svg = drawn(TIMELINE + "mark 50 now;lane one;bar 0 50 old x;lane two;bar 50 100 new y");
        List<Element> bars = elements(svg, "rect").stream().filter(box -> box.hasAttribute("x")).toList();
        assertEquals(number(bars.get(0), "x") + number(bars.get(0), "width"), number(bars.get(1), "x"));
        assertTrue(number(bars.get(0), "y") < number(bars.get(1), "y"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"1|pie;title T|'pie': expected 'flow' or 'timeline'",
        "0|flow;text W;box a 0 0 plain A|expected one line 'title …'",
        "4|flow;title T;text W;box a 0 0 plain|'box a 0 0 plain': expected box NAME COLUMN ROW TONE LABEL",
        "4|flow;title T;text W;box a x 0 plain A|'x': expected a whole number from 0 to 20",
        "4|flow;title T;text W;box a 0 -1 plain A|'-1': expected a whole number from 0 to 20",
        "4|flow;title T;text W;box a 0 0 pink A|'pink': expected one of [plain, old, new, bad]",
        "5|flow;title T;text W;box a 0 0 plain A;box b 0 0 plain B|there is a box in column 0, row 0 already",
        "5|flow;title T;text W;box a 0 0 plain A;box a 1 0 plain B|there is a box 'a' already",
        "5|flow;title T;text W;box a 0 0 plain A;arrow a c|'arrow a c': expected arrow FROM TO [LABEL], with two of [a]",
        "6|flow;title T;text W;box a 0 0 plain A;box b 1 1 plain B;arrow a b|'arrow a b': expected two boxes of one row or of one column",
        "4|flow;title T;text W;circle a|'circle': expected box, arrow, title or text", "0|flow;title T;text W|there is no box",
        "4|timeline;title T;text W;bar 0 50 old x|'bar 0 50 old x' is in no lane: expected 'lane LABEL' before it",
        "5|timeline;title T;text W;lane l;bar 0 2 old long|'long' needs 30 units, its bar has 4: expected a shorter label or a longer bar",
        "4|timeline;title T;text W;mark 101 x|'101': expected a whole number from 0 to 100", "0|timeline;title T;text W|there is no lane",
        "0|# nothing|there is no picture: expected 'flow' or 'timeline'"})
    void whatIsWrongIsNamedWithItsLine(int line, String text, String message) {
        PictureException e = assertThrows(PictureException.class, () -> Picture.svg(text.replace(';', '\n')));
        assertEquals(message, e.getMessage());
        assertEquals(line, e.line());
    }

    private static Document drawn(String text) throws Exception {
        String svg = Picture.svg(text.replace(';', '\n'));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String name) {
        var nodes = svg.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
