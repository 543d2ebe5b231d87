package dev.reserve.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `reservectl` is to do.
///
/// @param data the server's data directory
/// @param line the Gogo command line, if one is given
/// @param script the file of command lines, `-` for standard input, if one is given
/// @param making what follows the word `new`, which needs no server; empty if it is not there
record ReservectlOptions(Path data, @Nullable String line, @Nullable String script, List<String> making) {
    static final String HELP = """
            Usage: reservectl [--data DIR] [COMMAND...]
                   reservectl [--data DIR] -f FILE
                   reservectl new app DIR [--package NAME] [--http]

            Runs a shell command, or a file of them, in the running server, prints what that prints, and exits with 0 or its
            error code. Without either, the shell itself: with completion (Tab) and history on a terminal, otherwise
            commands from standard input.

              status          what is served, by which apps
              status --json   the same for programs
              help            all commands

            new app makes a Maven project in DIR, with an app and its tests, and needs no running server: an app of any protocol,
            or with --http a web application. The name of DIR is the app's; NAME is the Java package.

            A single COMMAND word is taken as a whole command line of the shell: reservectl "lb 'Reserve: core'".

              -f, --file FILE runs the commands in FILE, - for standard input; stops at the first that fails
              --data DIR      the server's data directory ($RESERVE_DATA, or data)
              --help, --version

            Exit codes: 64 usage, 66 no such FILE, 69 no server running, 73 DIR is not empty, 74 the connection broke, 75 the server does not answer, 77 permission denied; otherwise those of the command.
            """;

    static ReservectlOptions parse(List<String> words, Path base, Map<String, String> environment) throws Exit {
        CommandLine line = new CommandLine(words);
        String given = environment.getOrDefault("RESERVE_DATA", "");
        Path data = given.isEmpty() ? base.resolve("data") : Path.of(given);
        String script = null;
        for (String option = line.option(); option != null; option = line.option()) {
            switch (option) {
                case "--data" -> data = Path.of(line.value("a directory"));
                case "-f", "--file" -> script = line.value("a file, or - for standard input");
                case "-h", "--help" -> throw new Exit(Exit.OK, HELP);
                case "--version" -> throw Product.version("reservectl");
                default -> throw line.unknown();
            }
        }
        data = data.toAbsolutePath().normalize();
        if (script != null && !line.rest().isEmpty()) {
            throw Exit.usage("both -f and the COMMAND " + line.rest().getFirst() + "; expected one of them");
        }
        if (script != null && script.isEmpty()) {
            throw Exit.usage("-f: the file is empty; expected a path, or - for standard input");
        }
        if (line.rest().isEmpty()) {
            return new ReservectlOptions(data, null, script, List.of());
        }
        if (line.rest().equals(List.of("new"))) {
            throw Exit.usage("new: found nothing more" + NewApp.USAGE);
        }
        if (line.rest().getFirst().equals("new")) {
            return new ReservectlOptions(data, null, null, line.rest().subList(1, line.rest().size()));
        }
        String command = commandLine(line.rest());
        if (command.indexOf('\n') >= 0 || command.indexOf('\r') >= 0) {
            throw Exit.usage("COMMAND has more than one line; expected one");
        }
        return new ReservectlOptions(data, command, null, List.of());
    }

    private static String commandLine(List<String> words) {
        if (words.size() == 1) {
            return words.getFirst();
        }
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(line.isEmpty() ? "" : " ").append(quoted(word));
        }
        return line.toString();
    }

    private static String quoted(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            plain &= (c < 128 && Character.isLetterOrDigit(c)) || "_./:=@,+%-".indexOf(c) >= 0;
        }
        // In Gogo as in sh: nothing is special between single quotes, not even a backslash.
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
