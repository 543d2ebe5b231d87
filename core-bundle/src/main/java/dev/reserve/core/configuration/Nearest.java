package dev.reserve.core.configuration;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
public final class Nearest {

    private Nearest() {}

    /// The known word that is most like another one, if any is much like it.
    public static Optional<String> to(String word, Collection<String> known) {
        return to(word, known, Math.max(2, word.length() / 3));
    }

    /// @param most how many letters may be different
    public static Optional<String> to(String word, Collection<String> known, int most) {
        return known.stream().min(Comparator.comparingInt(each -> distance(word, each))).filter(near -> distance(word, near) <= most);
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
