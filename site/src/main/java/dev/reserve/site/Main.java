package dev.reserve.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Makes the site: `Main CHECKOUT DIRECTORY VERSION`.
final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException {
        Path checkout = Path.of(args[0]).toAbsolutePath().normalize();
        Site site = new Site(checkout, args[2]);
        List<Problem> problems = site.problems();
        if (!problems.isEmpty()) {
            problems.forEach(System.err::println);
            System.exit(1);
        }
        site.write(Path.of(args[1]).toAbsolutePath().normalize());
    }
}
