package dev.reserve.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicturesTest {

    private static final String TEXT = "flow\ntitle T\ntext W\nbox a 0 0 plain A\n";

    @TempDir
    Path directory;

    @Test
    void aPictureThatIsNotWhatItsTextMakesIsNamedUntilItIsDrawnAnew() throws IOException {
        Checkout.in(directory).with("docs/pictures/p.txt", TEXT).with("docs/pictures/p.svg", "<svg/>").with("docs/pictures/q.txt", TEXT);
        assertEquals(List.of(
                "docs/pictures/p.svg: is not what docs/pictures/p.txt makes; draw it anew with 'mvn package -Dquick -pl site -am -Dsite.pictures=write' and commit it",
                "docs/pictures/q.svg: is not what docs/pictures/q.txt makes; draw it anew with 'mvn package -Dquick -pl site -am -Dsite.pictures=write' and commit it"),
                problems(false));
        assertEquals(List.of(), problems(true));
        assertEquals(List.of(), problems(false));
    }

    @Test
    void aMistakeInATextIsNamedWithItsLine() throws IOException {
        Checkout.in(directory).with("docs/pictures/p.txt", TEXT + "arrow a b\n");
        assertEquals(List.of("docs/pictures/p.txt:5: 'arrow a b': expected arrow FROM TO [LABEL], with two of [a]"), problems(true));
    }

    @Test
    void aPictureThatNoTextMakesIsNamed() throws IOException {
        Checkout.in(directory).with("docs/pictures/p.svg", "<svg/>").with("docs/pictures/p.png", "");
        assertEquals(List.of("docs/pictures/p.png: expected only texts of pictures, NAME.txt, and what is drawn of them, NAME.svg",
                "docs/pictures/p.svg: expected only texts of pictures, NAME.txt, and what is drawn of them, NAME.svg"), problems(false));
    }

    private List<String> problems(boolean write) throws IOException {
        return Pictures.check(directory, write).stream().map(Problem::toString).toList();
    }
}
