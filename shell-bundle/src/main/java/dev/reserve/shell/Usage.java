package dev.reserve.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a command is for and what it takes. Immutable: each method gives another one.
///
/// Options may stand before, between and after the arguments, but not behind the first of an argument that takes all that is left. `--` ends the options.
///
/// @param summary one line, without a capital and a full stop
/// @param details more, for the help of the command; may be empty
/// @param changes whether it changes something, and so goes to the audit log
record Usage(String name, String summary, String details, boolean changes, List<Option> options, List<Argument> arguments) {

    static final String HELP = "--help";
    static final String JSON = "--json";

    /// @param value what stands behind it, in the help: `SECONDS`; null if nothing does
    /// @param choices the values that may stand behind a `=`, where the option may also stand alone; empty otherwise
    record Option(String name, @Nullable String value, List<String> choices, String summary) {

        String synopsis() {
            if (!choices.isEmpty()) {
                return name + "[=" + String.join("|", choices) + "]";
            }
            return value == null ? name : name + " " + value;
        }
    }

    /// How often an argument may be there.
    enum Count {
        ONE, AT_MOST_ONE, ANY, AT_LEAST_ONE
    }

    record Argument(String name, Count count, String summary) {

        boolean takesTheRest() {
            return count == Count.ANY || count == Count.AT_LEAST_ONE;
        }

        boolean required() {
            return count == Count.ONE || count == Count.AT_LEAST_ONE;
        }

        String synopsis() {
            return switch (count) {
                case ONE -> name;
                case AT_MOST_ONE -> "[" + name + "]";
                case ANY -> "[" + name + "…]";
                case AT_LEAST_ONE -> name + "…";
            };
        }
    }

    Usage {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
    }

    /// A command that only shows something.
    static Usage showing(String name, String summary) {
        return new Usage(name, summary, "", false, List.of(), List.of());
    }

    /// A command that changes something.
    static Usage changing(String name, String summary) {
        return new Usage(name, summary, "", true, List.of(), List.of());
    }

    Usage details(String text) {
        return new Usage(name, summary, text, changes, options, arguments);
    }

    Usage json() {
        return flag(JSON, "as one JSON document");
    }

    Usage flag(String option, String text) {
        return with(new Option(option, null, List.of(), text));
    }

    Usage value(String option, String value, String text) {
        return with(new Option(option, value, List.of(), text));
    }

    /// An option that may stand alone, or have one of some values: `--wait`, `--wait=settled`.
    Usage choice(String option, List<String> choices, String text) {
        return with(new Option(option, null, choices, text));
    }

    Usage argument(String argument, String text) {
        return with(new Argument(argument, Count.ONE, text));
    }

    Usage perhaps(String argument, String text) {
        return with(new Argument(argument, Count.AT_MOST_ONE, text));
    }

    Usage any(String argument, String text) {
        return with(new Argument(argument, Count.ANY, text));
    }

    Usage some(String argument, String text) {
        return with(new Argument(argument, Count.AT_LEAST_ONE, text));
    }

    private Usage with(Option option) {
        return new Usage(name, summary, details, changes, Stream.concat(options.stream(), Stream.of(option)).toList(), arguments);
    }

    private Usage with(Argument argument) {
        return new Usage(name, summary, details, changes, options, Stream.concat(arguments.stream(), Stream.of(argument)).toList());
    }

    Optional<Option> option(String wanted) {
        return options.stream().filter(option -> option.name.equals(wanted)).findFirst();
    }

    /// `rollback APP`
    String synopsis() {
        return Stream.of(Stream.of(name), options.stream().map(option -> "[" + option.synopsis() + "]"),
                arguments.stream().map(Argument::synopsis)).flatMap(words -> words).collect(Collectors.joining(" "));
    }

    /// What `--help` shows.
    String help() {
        StringBuilder text = new StringBuilder(name).append(": ").append(summary).append("\n\n  ").append(synopsis()).append('\n');
        List<List<String>> rows = new ArrayList<>();
        arguments.forEach(argument -> rows.add(List.of(argument.name, argument.summary)));
        options.forEach(option -> rows.add(List.of(option.synopsis(), option.summary)));
        rows.add(List.of(HELP, "this text"));
        int width = rows.stream().mapToInt(row -> row.getFirst().length()).max().orElse(0);
        text.append('\n');
        rows.forEach(row -> text.append("  ").append(row.getFirst()).append(" ".repeat(width - row.getFirst().length())).append("  ")
                .append(row.getLast()).append('\n'));
        if (!details.isEmpty()) {
            text.append('\n').append(details.strip()).append('\n');
        }
        return text.toString();
    }
}
