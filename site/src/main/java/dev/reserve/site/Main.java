package dev.reserve.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes the site: `Main CHECKOUT DIRECTORY VERSION PICTURES`, with the classes of the checkout on its class path. PICTURES is `write` for pictures to be drawn anew, otherwise `check`.
final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException {
        Path checkout = Path.of(args[0]).toAbsolutePath().normalize();
        List<Problem> problems = new ArrayList<>(Pictures.check(checkout, args[3].equals("write")));
        Path output = Path.of(args[1]).toAbsolutePath().normalize();
        Javadoc javadoc = Javadoc.make(checkout, output.resolveSibling("javadoc"), args[2], problems);
        Site site = new Site(checkout, args[2], javadoc);
        problems.addAll(site.problems());
        endWith(problems);
        site.write(output);
        endWith(Hyperlinks.dead(output));
    }

    /// Unless there are none.
    private static void endWith(List<Problem> problems) {
        if (!problems.isEmpty()) {
            problems.forEach(System.err::println);
            System.exit(1);
        }
    }
}
