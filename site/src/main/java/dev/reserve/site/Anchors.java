package dev.reserve.site;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Gives the headings of one page their anchors, the same as GitHub does, so that links work there too.
final class Anchors {

    private static final Pattern LEFT_OUT = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{Pc}\\- ]");

    /// How often each anchor was wanted.
    private final Map<String, Integer> taken = new HashMap<>();

    /// The anchor of the next heading. One that is taken gets a number.
    String next(String heading) {
        String wanted = LEFT_OUT.matcher(heading.toLowerCase(Locale.ROOT)).replaceAll("").replace(' ', '-');
        String anchor = wanted;
        while (taken.containsKey(anchor)) {
            anchor = wanted + "-" + taken.merge(wanted, 1, Integer::sum);
        }
        taken.put(anchor, 0);
        return anchor;
    }
}
