package dev.reserve.core.configuration;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the value of a setting looks like: how it is read, and what is said of it.
///
/// @param described for people, as in `a whole number from 1 to 100`; follows "expected" in messages
/// @param unit what a number counts, such as `seconds`; empty if there is none
/// @param type the name of its type in Metatype
/// @param min the least number, as text; empty if it is no number
/// @param max the largest, likewise; empty if there is none that matters
/// @param words the only values that there are; empty if there are others
/// @param reader makes a value of a text that is not blank; throws an [IllegalArgumentException] that names the key, what was found and what was expected
/// @param writer makes the text of a value
public record Form<T>(String described, String unit, String type, String min, String max, List<String> words, Reader<T> reader,
        Function<T, String> writer) {

    /// So much is not told from no limit at all.
    public static final int MANY = 999_999_999;

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})([KMG]?)");
    private static final List<String> UNITS = List.of("", "K", "M", "G");

    /// Reads values.
    @FunctionalInterface
    public interface Reader<T> {

        /// @throws IllegalArgumentException what was found, and what was expected
        T read(String key, String text);
    }

    /// A text of which nothing more can be said before it is used.
    ///
    /// @param described as in `the name of a listener`
    public static Form<String> text(String described) {
        return of(described, (_, text) -> text, text -> text);
    }

    /// A text that is written in a way of its own.
    public static <T> Form<T> of(String described, Reader<T> reader, Function<T, String> writer) {
        return new Form<>(described, "", "String", "", "", List.of(), reader, writer);
    }

    /// A duration in seconds, zero or more, with at most three decimals.
    public static Form<Duration> seconds() {
        String described = "a number of seconds, such as 30 or 0.5";
        return new Form<>(described, "seconds", "Double", "0", "", List.of(), (key, text) -> {
            if (!text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
                throw wrong(key, text, described);
            }
            return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        }, value -> value.toMillis() % 1000 == 0 ? Long.toString(value.toSeconds()) : Double.toString(value.toMillis() / 1000.0));
    }

    /// A whole number.
    ///
    /// @param unit what it counts
    public static Form<Integer> number(int min, int max, String unit) {
        String described = "a whole number from " + min + " to " + max;
        return new Form<>(described, unit, "Integer", Integer.toString(min), max >= MANY ? "" : Integer.toString(max), List.of(),
                (key, text) -> {
                    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                        throw wrong(key, text, described);
                    }
                    return Integer.valueOf(text);
                }, value -> Integer.toString(value));
    }

    /// A number of bytes; `K`, `M` and `G` behind it stand for 2^10, 2^20 and 2^30.
    public static Form<Long> bytes(long min, long max) {
        String described = "a number of bytes from " + min + " to " + max + ", such as 8192, 64K or 10M";
        return new Form<>(described, "bytes", "String", size(min), max == Long.MAX_VALUE ? "" : size(max), List.of(), (key, text) -> {
            Matcher matcher = SIZE.matcher(text);
            if (matcher.matches()) {
                long count = Long.parseLong(matcher.group(1));
                int shift = 10 * UNITS.indexOf(matcher.group(2));
                if (count <= max >> shift && count << shift >= min) {
                    return count << shift;
                }
            }
            throw wrong(key, text, described);
        }, Form::size);
    }

    /// One of some words.
    public static Form<String> choice(String... words) {
        String described = "one of " + String.join(", ", words);
        return new Form<>(described, "", "String", "", "", List.of(words), (key, text) -> {
            if (!List.of(words).contains(text)) {
                throw wrong(key, text, described);
            }
            return text;
        }, word -> word);
    }

    /// `on` or `off`.
    public static Form<Boolean> onOff() {
        Form<String> word = choice("on", "off");
        return new Form<>(word.described, "", "String", "", "", word.words, (key, text) -> word.reader.read(key, text).equals("on"),
                on -> on ? "on" : "off");
    }

    /// One of the words that stand for values.
    public static <T> Form<T> choice(Map<String, T> values) {
        Form<String> word = choice(values.keySet().stream().sorted().toArray(String[]::new));
        return new Form<>(word.described, "", "String", "", "", word.words,
                (key, text) -> Optional.ofNullable(values.get(word.reader.read(key, text))).orElseThrow(),
                value -> values.entrySet().stream().filter(entry -> entry.getValue().equals(value)).findFirst().orElseThrow().getKey());
    }

    /// Reads what Configuration Admin has: a text or a number; several only where words separated by blanks are wanted.
    T read(String key, Object value) {
        if (value instanceof Collection<?> || value.getClass().isArray()) {
            throw new IllegalArgumentException(key + " has several values; expected " + described);
        }
        return reader.read(key, value.toString().strip());
    }

    /// The exception for a value that is not so.
    public static IllegalArgumentException wrong(String key, String text, String expected) {
        return new IllegalArgumentException(key + "=" + text + "; expected " + expected);
    }

    private static String size(long bytes) {
        int unit = bytes == 0 ? 0 : Math.min(3, Long.numberOfTrailingZeros(bytes) / 10);
        return String.format(Locale.ROOT, "%d%s", bytes >> (10 * unit), UNITS.get(unit));
    }
}
