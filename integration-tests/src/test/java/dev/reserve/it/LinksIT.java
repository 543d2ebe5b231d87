package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages in the distribution, which have the same links as those in the checkout. The site's own are checked when it is made.
class LinksIT {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]+)(#[^)\\s]*)?\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");

    @Test
    void allThatAPageOfTheDistributionLinksToIsInTheDistribution() throws IOException {
        Path home = Distribution.home();
        List<String> dead = new ArrayList<>();
        int followed = 0;
        for (Path page : pages(home)) {
            for (String link : LINK.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList()) {
                if (ELSEWHERE.matcher(link).matches()) {
                    continue;
                }
                followed++;
                Path target = page.resolveSibling(link).normalize();
                if (!target.startsWith(home) || !Files.exists(target)) {
                    dead.add(home.relativize(page) + ": " + link);
                }
            }
        }
        assertEquals(List.of(), dead);
        assertTrue(followed > 100, "no more than " + followed + " links were found");
    }

    private static List<Path> pages(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            return all.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
