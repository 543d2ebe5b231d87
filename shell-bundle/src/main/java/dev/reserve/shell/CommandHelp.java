package dev.reserve.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command says of itself when it is asked with `--help`: a synopsis in an indented line, then its arguments and options, each in one that has two blanks
/// before what it is for.
///
/// @param arguments their names, in order
record CommandHelp(List<Option> options, List<String> arguments) {

    /// @param name `--wait`
    /// @param value what the word behind it is, `SECONDS`; null if that is no value of it, or not known
    record Option(String name, @Nullable String value, String summary) {}

    private static final Pattern OPTION = Pattern.compile(" +(--[a-z][a-z-]*)\\S*(?: (\\S+))? {2,}(\\S.*)");
    private static final Pattern ARGUMENT = Pattern.compile("\\[?([A-Z][A-Z-]*)\\W*");

    /// What the word behind an option is; empty if it is none of the option's, or no option is called so.
    Optional<String> valueOf(String option) {
        return options.stream().filter(each -> each.name.equals(option)).flatMap(each -> Stream.ofNullable(each.value)).findFirst();
    }

    static CommandHelp parse(String command, String text) {
        List<Option> options = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        text.lines().forEach(line -> {
            Matcher option = OPTION.matcher(line);
            if (option.matches()) {
                options.add(new Option(option.group(1), option.group(2), option.group(3)));
            } else if (line.strip().startsWith(command + " ") && arguments.isEmpty()) {
                // Not the values of options: [--name NAME].
                for (String word : line.strip().substring(command.length()).replaceAll("\\[--[^\\]]*\\]", "").strip().split(" +", -1)) {
                    Matcher argument = ARGUMENT.matcher(word);
                    if (argument.matches()) {
                        arguments.add(argument.group(1));
                    }
                }
            }
        });
        return new CommandHelp(List.copyOf(options), List.copyOf(arguments));
    }
}
