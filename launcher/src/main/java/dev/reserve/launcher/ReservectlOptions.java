package dev.reserve.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What `reservectl` is to do.
///
/// @param data the server's data directory
/// @param line the Gogo command line
record ReservectlOptions(Path data, String line) {
    static final String HELP = """
            Usage: reservectl [--data DIR] COMMAND...

            Runs one shell command in the running server, prints what it prints, and exits with 0 or its error code.

              status          what is served, by which apps
              status --json   the same for programs
              help            all commands

            A single COMMAND word is taken as a whole command line of the shell: reservectl "lb 'Reserve: core'".

              --data DIR      the server's data directory ($RESERVE_DATA, or data)
              --help, --version

            Exit codes: 64 usage, 69 no server running, 74 the connection broke, 77 permission denied; otherwise those of the command.
            """;

    static ReservectlOptions parse(List<String> words, Path base, Map<String, String> environment) throws Exit {
        CommandLine line = new CommandLine(words);
        String given = environment.getOrDefault("RESERVE_DATA", "");
        Path data = given.isEmpty() ? base.resolve("data") : Path.of(given);
        for (String option = line.option(); option != null; option = line.option()) {
            data = switch (option) {
                case "--data" -> Path.of(line.value("a directory"));
                case "-h", "--help" -> throw new Exit(Exit.OK, HELP);
                case "--version" -> throw Product.version("reservectl");
                default -> throw line.unknown();
            };
        }
        if (line.rest().isEmpty()) {
            throw Exit.usage("no COMMAND; expected reservectl [--data DIR] COMMAND...");
        }
        String command = commandLine(line.rest());
        if (command.indexOf('\n') >= 0 || command.indexOf('\r') >= 0) {
            throw Exit.usage("COMMAND has more than one line; expected one");
        }
        return new ReservectlOptions(data.toAbsolutePath().normalize(), command);
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
