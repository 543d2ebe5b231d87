package dev.reserve.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the guide to the test kit shows.
class GuideTest {

    private static final Pattern LISTING = Pattern.compile("(?m)^```java\\n(.*?)^```$", Pattern.DOTALL);

    /// Tests that the build runs: those here, and those of the templates, which run in a project made from them.
    private static final List<Path> TESTS = List.of(Path.of("src/test/java"), Path.of("../archetypes"));

    @Test
    void everyListingIsPartOfATestThatIsRun() throws IOException {
        String tests = sources();
        List<String> listings = LISTING.matcher(Files.readString(Path.of("../docs/testing.md"))).results().map(found -> found.group(1))
                .toList();
        assertFalse(listings.isEmpty());
        for (String listing : listings) {
            assertTrue(tests.contains(listing), () -> "in no test:\n" + listing);
        }
    }

    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path directory : TESTS) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java") && !each.toString().contains("/target/"))
                        .toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }
}
