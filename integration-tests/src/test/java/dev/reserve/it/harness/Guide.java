package dev.reserve.it.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reserve.it.harness.ServerProcess.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A guide in `docs/`, done as it says: what is before the start of the server, the server, and what comes after it, line by line. What stands after `#` is what a
/// command prints, at once or a little later, and `…` in it for anything.
///
/// @param page the file
/// @param directory where it is done
public record Guide(String page, Path directory, Map<String, String> environment) {

    private static final Pattern LISTING = Pattern.compile("(?m)^```(.*)\\n((?s:.*?))^```$");
    /// A line, or several if text follows for a command to read.
    private static final Pattern COMMAND = Pattern.compile("(?m)^.*<<'END'\\n(?:.*\\n)*?END$|^.+$");
    private static final Pattern EXPECTING = Pattern.compile("(.*?) +# (.*)");
    /// With a name for the listener or without.
    private static final Pattern START = Pattern.compile("\\./sdlaunch -b '((\\w+)=)?\\[::]:8080' -- \\./reserve (.*)\\n");

    /// What is to be looked at in the end.
    @FunctionalInterface
    public interface End {
        void look(ServerProcess server) throws IOException;
    }

    /// The listings of a page that begin with "```" and `kind`.
    public static List<String> listings(String page, String kind) throws IOException {
        return listings(text(page), kind, page);
    }

    private static List<String> listings(String text, String kind, String page) {
        List<String> found = LISTING.matcher(text).results().filter(each -> each.group(1).equals(kind)).map(each -> each.group(2)).toList();
        assertFalse(found.isEmpty(), () -> "there is no listing " + kind + " in " + page);
        return found;
    }

    /// A page of the user guide.
    public static String text(String page) throws IOException {
        return Files.readString(Distribution.checkout().resolve("docs").resolve(page));
    }

    /// Does what is between a heading and the next one of whatever level.
    public void follow(String heading, End end) throws IOException {
        String text = text(page);
        int start = text.indexOf(heading + "\n");
        follow(listings(text.substring(start, text.indexOf("\n##", start + 1)), "sh", page), end);
    }

    /// Does all that is on the page.
    public void followAll(End end) throws IOException {
        follow(listings(page, "sh"), end);
    }

    private void follow(List<String> blocks, End end) throws IOException {
        MatchResult begin = blocks.stream().map(START::matcher).filter(Matcher::matches).findFirst().orElseThrow().toMatchResult();
        int start = blocks.indexOf(begin.group());
        for (String block : blocks.subList(0, start)) {
            shell(block);
        }
        List<String> command = new ArrayList<>(
                List.of(Distribution.bin("sdlaunch"), "-b", Objects.requireNonNullElse(begin.group(1), "") + "[::]:0", "--"));
        command.addAll(ServerProcess.reserveCommand(directory, begin.group(3).split(" ", -1)));
        try (ServerProcess server = ServerProcess.start(directory, command, environment).awaitServing()) {
            String port = server.address(Objects.requireNonNullElse(begin.group(2), "fd3")).toString().replaceAll(".*:", "");
            List<String> lines = blocks.subList(start + 1, blocks.size()).stream()
                    .flatMap(block -> COMMAND.matcher(block).results().map(MatchResult::group))
                    .map(line -> line.replace("8080", port)).toList();
            assertFalse(lines.isEmpty());
            lines.forEach(line -> run(line, server));
            end.look(server);
        }
    }

    private void run(String line, ServerProcess server) {
        var expecting = EXPECTING.matcher(line);
        if (!expecting.matches()) {
            shell(line);
            return;
        }
        Pattern expected = Stream.of(expecting.group(2).split("…", -1)).map(Pattern::quote)
                .collect(Collectors.collectingAndThen(Collectors.joining(".*"), text -> Pattern.compile(text, Pattern.DOTALL)));
        if (expecting.group(1).contains("deploy ")) { // which is done once
            String printed = shell(expecting.group(1)).strip();
            assertEquals(true, expected.matcher(printed).matches(), () -> line + "\nprinted\n" + printed);
        } else {
            server.awaitThat(line, () -> expected.matcher(shell(expecting.group(1)).strip()).matches());
        }
    }

    private String shell(String script) {
        Outcome outcome = ServerProcess.run(directory, List.of("sh", "-ec", script), environment);
        assertEquals(0, outcome.exit(), () -> script + "\nprinted\n" + outcome.output());
        return outcome.output();
    }
}
