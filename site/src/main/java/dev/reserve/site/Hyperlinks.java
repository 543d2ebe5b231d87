package dev.reserve.site;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The links of pages that were written, as a browser follows them: those of the Javadoc too, and those that the templates have.
final class Hyperlinks {

    private static final Pattern LINK = Pattern.compile("\\s(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ANCHOR = Pattern.compile("\\sid=\"([^\"]*)\"");

    private final Path site;
    private final Map<Path, String> pages = new TreeMap<>();
    private final Map<Path, Set<String>> anchors = new TreeMap<>();
    private final List<Problem> dead = new ArrayList<>();

    private Hyperlinks(Path site) throws IOException {
        this.site = site;
        try (Stream<Path> all = Files.walk(site)) {
            for (Path page : all.filter(file -> file.toString().endsWith(".html")).toList()) {
                String html = Files.readString(page);
                pages.put(page, html);
                anchors.put(page, values(ANCHOR, html).collect(Collectors.toSet()));
            }
        }
    }

    /// Those that lead nowhere within a site. Those that lead out of it are not followed.
    static List<Problem> dead(Path site) throws IOException {
        Hyperlinks links = new Hyperlinks(site);
        links.pages.forEach((page, html) -> values(LINK, html).distinct().forEach(link -> links.follow(page, link)));
        return links.dead;
    }

    private void follow(Path page, String link) {
        URI target;
        try {
            target = new URI(link);
        } catch (URISyntaxException e) {
            problem(page, link, "is no URI: " + e.getReason());
            return;
        }
        if (target.getScheme() != null) {
            return;
        }
        String path = target.getPath();
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        String anchor = target.getFragment();
        if (!file.startsWith(site) || !Files.isRegularFile(file)) {
            problem(page, link, "leads to no file of the site");
        } else if (anchor != null && !anchor.isEmpty() && anchors.containsKey(file)
                && !anchors.getOrDefault(file, Set.of()).contains(anchor)) {
            problem(page, link, "leads to an anchor that " + site.relativize(file) + " does not have");
        }
    }

    private void problem(Path page, String link, String what) {
        dead.add(new Problem(site.relativize(page).toString(), 0, "link to " + link + ": " + what));
    }

    private static Stream<String> values(Pattern attribute, String html) {
        return attribute.matcher(html).results().map(found -> found.group(1).replace("&lt;", "<").replace("&gt;", ">")
                .replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"));
    }
}
