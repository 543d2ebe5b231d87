package dev.reserve.core.binding;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// The keys of one configuration file, read one by one; what is left in the end is unknown, and so an error.
///
/// Every method throws an [IllegalArgumentException] that says which key is wrong, what was found and what was expected.
public final class Keys {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)");

    private final Map<String, ?> values;
    private final Set<String> known = new TreeSet<>();

    /// @param values without the keys that Configuration Admin and the file watcher add
    public Keys(Map<String, ?> values) {
        this.values = values;
    }

    /// A text, without blanks around it; empty if the key is missing or has no value.
    public Optional<String> text(String key) {
        return Optional.ofNullable(value(key)).map(value -> value.toString().strip()).filter(text -> !text.isEmpty());
    }

    public String required(String key) {
        return text(key).orElseThrow(() -> new IllegalArgumentException("the key " + key + " is missing; expected " + key + "=NAME"));
    }

    /// The value as Configuration Admin has it.
    @Nullable
    Object value(String key) {
        known.add(key);
        return values.get(key);
    }

    /// A duration in seconds, zero or more, with at most three decimals.
    public Duration seconds(String key, Duration otherwise) {
        return text(key).map(text -> {
            if (!text.matches("\\d{1,9}(\\.\\d{1,3})?")) {
                throw new IllegalArgumentException(key + "=" + text + "; expected a number of seconds, such as 30 or 0.5");
            }
            return Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        }).orElse(otherwise);
    }

    /// A whole number.
    public int number(String key, int otherwise, int min, int max) {
        return text(key).map(text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                throw new IllegalArgumentException(key + "=" + text + "; expected a whole number from " + min + " to " + max);
            }
            return Integer.parseInt(text);
        }).orElse(otherwise);
    }

    /// A number of bytes; `K`, `M` and `G` behind it stand for 2^10, 2^20 and 2^30.
    public long bytes(String key, long otherwise, long min, long max) {
        return text(key).map(text -> {
            Matcher matcher = SIZE.matcher(text);
            if (matcher.matches()) {
                long bytes = Long.parseLong(matcher.group(1)) << (10 * " KMG".indexOf((matcher.group(2) + " ").charAt(0)));
                if (bytes >= min && bytes <= max) {
                    return bytes;
                }
            }
            throw new IllegalArgumentException(
                    key + "=" + text + "; expected a number of bytes from " + min + " to " + max + ", such as 8192, 64K or 10M");
        }).orElse(otherwise);
    }

    /// One of some words.
    public String choice(String key, String otherwise, String... words) {
        String text = text(key).orElse(otherwise);
        if (!List.of(words).contains(text)) {
            throw new IllegalArgumentException(key + "=" + text + "; expected one of " + String.join(", ", words));
        }
        return text;
    }

    /// To be called when all keys have been read.
    public void finish() {
        Set<String> unknown = new TreeSet<>(new HashSet<>(values.keySet()));
        unknown.removeAll(known);
        unknown.stream().findFirst().ifPresent(key -> {
            String nearest = known.stream().min(Comparator.comparingInt(each -> distance(key, each))).orElse("none");
            boolean alike = distance(key, nearest) <= Math.max(2, key.length() / 3);
            throw new IllegalArgumentException("unknown key " + key + (alike ? "; did you mean " + nearest + "?" : ".") + " The keys are "
                    + String.join(", ", known));
        });
    }

    /// How many letters have to be changed, added or left out to make one word of the other (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(same, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
