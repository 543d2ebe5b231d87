package dev.reserve.site.picture;

import java.util.Locale;

/// What a box or a bar is about; each has its colours.
enum Tone {
    PLAIN, OLD, NEW, BAD;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
