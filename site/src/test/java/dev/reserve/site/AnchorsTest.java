package dev.reserve.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Which app serves a listener|which-app-serves-a-listener",
        "Mounts: reserve.mount-NAME.cfg|mounts-reservemount-namecfg", "In the test's JVM|in-the-tests-jvm", "A & B|a--b",
        "10 KiB, 1 worker|10-kib-1-worker", "drain_timeout|drain_timeout", "Größe|größe"})
    void anAnchorIsTheHeadingInLowerCaseWithoutPunctuation(String heading, String anchor) {
        assertEquals(anchor, new Anchors().next(heading));
    }

    @Test
    void equalHeadingsAreNumbered() {
        Anchors anchors = new Anchors();
        assertEquals("apps", anchors.next("Apps"));
        assertEquals("apps-1", anchors.next("Apps"));
        assertEquals("apps-2", anchors.next("apps"));
    }

    @Test
    void aNumberThatAHeadingHasItselfIsLeftOut() {
        Anchors anchors = new Anchors();
        assertEquals("apps-1", anchors.next("Apps 1"));
        assertEquals("apps", anchors.next("Apps"));
        assertEquals("apps-2", anchors.next("Apps"));
    }
}
