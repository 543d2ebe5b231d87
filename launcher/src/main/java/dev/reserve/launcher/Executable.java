package dev.reserve.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Finds the program of a command, as a shell does.
final class Executable {
    private Executable() {}

    /// The path of the program.
    static String find(String name, Map<String, String> environment) throws Exit {
        if (name.isEmpty()) {
            throw new Exit(Exit.UNAVAILABLE, "the command's name is empty");
        }
        if (name.indexOf('/') >= 0) {
            return checked(name);
        }
        String forbidden = "";
        for (String directory : environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin").split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    return candidate.toString().indexOf('/') >= 0 ? candidate.toString() : "./" + candidate;
                }
                forbidden = candidate.toString();
            }
        }
        if (!forbidden.isEmpty()) {
            throw new Exit(Exit.NO_PERMISSION, forbidden + ": not executable");
        }
        throw new Exit(Exit.UNAVAILABLE, name + ": command not found in PATH");
    }

    private static String checked(String name) throws Exit {
        Path path = Path.of(name);
        if (!Files.exists(path)) {
            throw new Exit(Exit.UNAVAILABLE, name + ": no such file");
        }
        if (Files.isDirectory(path)) {
            throw new Exit(Exit.NO_PERMISSION, name + ": a directory, not a command");
        }
        if (!Files.isExecutable(path)) {
            throw new Exit(Exit.NO_PERMISSION, name + ": not executable");
        }
        return name;
    }
}
