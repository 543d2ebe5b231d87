package dev.reserve.shell;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words that were given to a command, told apart by its [Usage].
///
/// Every method throws a [CommandFailure] that says what was found and what was expected.
final class Given {

    private static final long LONGEST_SECONDS = 1_000_000_000;

    private final Usage usage;
    private final Map<String, String> options = new HashMap<>();
    private final Map<String, String> arguments = new HashMap<>();
    private final List<Object> rest = new ArrayList<>();

    private Given(Usage usage) {
        this.usage = usage;
    }

    /// @param words of any type: in a line, `$variable` and `{…}` are no text
    static Given parse(Usage usage, List<?> words) throws CommandFailure {
        Given given = new Given(usage);
        List<Usage.Argument> left = new ArrayList<>(usage.arguments());
        boolean optionsEnded = false;
        for (int i = 0; i < words.size(); i++) {
            Object word = words.get(i);
            String text = String.valueOf(word);
            boolean inRest = !given.rest.isEmpty();
            if (!optionsEnded && !inRest && text.equals(Usage.HELP)) {
                given.options.put(Usage.HELP, "");
                return given;
            } else if (!optionsEnded && !inRest && text.equals("--")) {
                optionsEnded = true;
            } else if (!optionsEnded && !inRest && text.startsWith("--")) {
                i += given.option(text, i + 1 < words.size() ? String.valueOf(words.get(i + 1)) : null);
            } else if (left.isEmpty()) {
                throw given.wrong("one argument too many: " + text);
            } else if (left.getFirst().takesTheRest()) {
                given.rest.add(word);
            } else {
                String argument = left.removeFirst().name();
                given.arguments.put(argument, given.nonEmpty(argument, word));
            }
        }
        Optional<Usage.Argument> missing = left.stream()
                .filter(argument -> argument.required() && !(argument.takesTheRest() && !given.rest.isEmpty())).findFirst();
        if (missing.isPresent()) {
            throw given.wrong(missing.get().name() + " is missing, " + missing.get().summary());
        }
        return given;
    }

    private String nonEmpty(String argument, @Nullable Object word) throws CommandFailure {
        if (word == null || word.toString().isEmpty()) {
            throw wrong(argument + " is empty");
        }
        return word.toString();
    }

    /// How many words more than its own the option took.
    private int option(String text, @Nullable String next) throws CommandFailure {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        @Nullable
        String value = equals < 0 ? null : text.substring(equals + 1);
        Usage.Option option = usage.option(name).orElseThrow(() -> wrong("there is no option " + name + "; expected "
                + Stream.concat(usage.options().stream().map(Usage.Option::synopsis), Stream.of(Usage.HELP)).collect(
                        Collectors.joining(", "))
                + usage.arguments().stream().filter(Usage.Argument::takesTheRest).findFirst()
                        .map(rest -> ", or -- and then " + rest.name() + "…").orElse("")));
        int taken = 0;
        if (!option.choices().isEmpty()) {
            if (value != null && !option.choices().contains(value)) {
                throw wrong(text + "; expected " + name + " or " + name + "=" + String.join("|", option.choices()));
            }
        } else if (option.value() == null) {
            if (value != null) {
                throw wrong(text + "; expected " + name + " without a value");
            }
        } else if (value == null) {
            value = next;
            taken = 1;
        }
        if (option.value() != null && (value == null || value.isEmpty())) {
            throw wrong(name + " needs a value: " + option.synopsis());
        }
        options.put(name, value == null ? "" : value);
        return taken;
    }

    private CommandFailure wrong(String what) {
        return new CommandFailure(CommandFailure.USAGE, usage.name() + ": " + what + "; usage: " + usage.synopsis());
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /// Whether somebody only asks what the command takes: then nothing else is known.
    boolean help() {
        return has(Usage.HELP);
    }

    boolean json() {
        return has(Usage.JSON);
    }

    /// The value of an option; empty if it was not given.
    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /// An argument that has to be there.
    String argument(String name) {
        String value = arguments.get(name);
        if (value == null) {
            throw new IllegalArgumentException(usage.name() + " has no argument " + name);
        }
        return value;
    }

    Optional<String> perhaps(String name) {
        return Optional.ofNullable(arguments.get(name));
    }

    /// What the argument that takes all that is left has got, as it was given.
    List<Object> rest() {
        return List.copyOf(rest);
    }

    /// The same, as text.
    List<String> words() {
        return rest.stream().map(String::valueOf).toList();
    }

    int number(String argument, int min, int max) throws CommandFailure {
        return number(argument, argument(argument), min, max);
    }

    OptionalInt numberOption(String name, int min, int max) throws CommandFailure {
        Optional<String> text = option(name);
        return text.isPresent() ? OptionalInt.of(number(name, text.get(), min, max)) : OptionalInt.empty();
    }

    private int number(String name, String text, int min, int max) throws CommandFailure {
        if (text.matches("-?\\d{1,9}") && Integer.parseInt(text) >= min && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw wrong(name + " is " + text + "; expected a whole number from " + min + " to " + max);
    }

    /// A number of seconds, above zero, with decimals if need be.
    Optional<Duration> seconds(String name) throws CommandFailure {
        Optional<String> text = option(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().matches("\\d{1,10}(\\.\\d{1,3})?")) {
            BigDecimal seconds = new BigDecimal(text.get());
            if (seconds.signum() > 0 && seconds.compareTo(BigDecimal.valueOf(LONGEST_SECONDS)) <= 0) {
                return Optional.of(Duration.ofMillis(seconds.movePointRight(3).longValueExact()));
            }
        }
        throw wrong(name + " is " + text.get() + "; expected a number of seconds, such as 30 or 0.5");
    }
}
