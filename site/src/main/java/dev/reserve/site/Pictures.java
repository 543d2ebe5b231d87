package dev.reserve.site;

import dev.reserve.site.picture.Picture;
import dev.reserve.site.picture.PictureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The pictures in `docs/pictures/`: each is drawn of a text beside it, and is in the repository too, so that whoever reads there sees it.
final class Pictures {

    static final String DIRECTORY = "docs/pictures";

    private static final String WRITE = "mvn package -Dquick -pl site -am -Dsite.pictures=write";

    private Pictures() {}

    /// Looks whether all are what their texts make.
    ///
    /// @param write draws those anew that are not
    static List<Problem> check(Path checkout, boolean write) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (String file : files(checkout)) {
            String name = file.substring(0, file.lastIndexOf('.'));
            if (file.endsWith(".txt")) {
                try {
                    check(checkout, name, Picture.svg(Files.readString(checkout.resolve(file))), write, problems);
                } catch (PictureException e) {
                    problems.add(new Problem(file, e.line(), String.valueOf(e.getMessage())));
                }
            } else if (!file.endsWith(".svg") || !Files.exists(checkout.resolve(name + ".txt"))) {
                problems.add(new Problem(file, 0, "expected only texts of pictures, NAME.txt, and what is drawn of them, NAME.svg"));
            }
        }
        return problems;
    }

    private static void check(Path checkout, String name, String svg, boolean write, List<Problem> problems) throws IOException {
        Path file = checkout.resolve(name + ".svg");
        if (Files.exists(file) && Files.readString(file).equals(svg)) {
            return;
        }
        if (write) {
            Files.writeString(file, svg);
        } else {
            problems.add(
                    new Problem(name + ".svg", 0, "is not what " + name + ".txt makes; draw it anew with '" + WRITE + "' and commit it"));
        }
    }

    private static List<String> files(Path checkout) throws IOException {
        if (!Files.isDirectory(checkout.resolve(DIRECTORY))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(checkout.resolve(DIRECTORY))) {
            return files.map(file -> checkout.relativize(file).toString()).sorted().toList();
        }
    }
}
