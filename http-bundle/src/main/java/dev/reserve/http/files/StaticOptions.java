package dev.reserve.http.files;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The arguments of `static`: `[--index] DIR`.
///
/// @param directory absolute; it may be a link, which is followed anew for each request
/// @param index whether a directory without an index.html is answered with a list of what is in it
record StaticOptions(Path directory, boolean index) {

    private static final String EXPECTED = "; expected static [--index] DIR";

    /// @throws IllegalArgumentException what is wrong, and what was expected
    static StaticOptions parse(List<String> args) {
        List<String> directories = new ArrayList<>();
        boolean index = false;
        boolean options = true;
        for (String arg : args) {
            if (options && arg.equals("--")) {
                options = false;
            } else if (options && arg.equals("--index")) {
                index = true;
            } else if (options && arg.startsWith("-")) {
                throw new IllegalArgumentException("static: unknown option " + arg + EXPECTED);
            } else {
                directories.add(arg);
            }
        }
        if (directories.size() != 1 || directories.getFirst().isEmpty()) {
            throw new IllegalArgumentException(
                    "static: found " + (directories.isEmpty() ? "no directory" : "the directories " + directories) + EXPECTED);
        }
        return new StaticOptions(directory(directories.getFirst()), index);
    }

    private static Path directory(String text) {
        Path path;
        try {
            path = Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("static: " + text + " cannot be a path: " + e.getReason() + EXPECTED, e);
        }
        String found = !Files.exists(path)
                ? " does not exist"
                : !Files.isDirectory(path)
                        ? " is not a directory"
                        : !Files.isExecutable(path) ? " may not be entered by the user that the server runs as" : "";
        if (!found.isEmpty()) {
            throw new IllegalArgumentException("static: " + path + found + "; expected a directory with the files to serve");
        }
        return path;
    }
}
