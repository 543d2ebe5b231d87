package dev.reserve.log.output;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the key of the log's configuration that somebody may have meant.
final class NearestKey {

    private NearestKey() {}

    /// @param fixed the keys in which there is no name
    /// @return a key that differs in few letters, with the name that is in the one that was given; empty if none does
    static Optional<String> to(String key, List<String> fixed) {
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        Stream<String> named = Stream.of(first < 0 ? "" : "level" + key.substring(first),
                first == last ? "" : "app" + key.substring(first, last) + ".level");
        return Stream.concat(fixed.stream(), named).min(Comparator.comparingInt(each -> distance(key, each)))
                .filter(near -> distance(key, near) <= 2);
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
                int changed = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
