package dev.reserve.core.osgi;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/// The versions that a filter lets pass, read back from it: the framework keeps what a bundle asks for in no other form.
///
/// @param low the lowest, or null
/// @param lowOpen whether it has to be higher than that
/// @param high the highest, or null
/// @param highOpen whether it has to be lower than that
record Bounds(@Nullable Version low, boolean lowOpen, @Nullable Version high, boolean highOpen) {

    static final Bounds ANY = new Bounds(null, false, null, false);

    /// @param attribute that has the version
    static Bounds of(String filter, String attribute) {
        Bounds bounds = ANY;
        Matcher each = Pattern.compile("\\((!\\()?" + Pattern.quote(attribute) + "(>=|<=|=)([^)*]+)\\)").matcher(filter);
        while (each.find()) {
            Version version = Version.parseVersion(each.group(3));
            boolean not = each.group(1) != null;
            bounds = switch (each.group(2)) {
                case ">=" -> not ? bounds.below(version, true) : bounds.above(version, false);
                case "<=" -> not ? bounds.above(version, true) : bounds.below(version, false);
                default -> not ? bounds : bounds.above(version, false).below(version, false);
            };
        }
        return bounds;
    }

    private Bounds above(Version version, boolean open) {
        return new Bounds(version, open, high, highOpen);
    }

    private Bounds below(Version version, boolean open) {
        return new Bounds(low, lowOpen, version, open);
    }

    boolean includes(Version version) {
        boolean highEnough = low == null || version.compareTo(low) > 0 || (version.equals(low) && !lowOpen);
        boolean lowEnough = high == null || version.compareTo(high) < 0 || (version.equals(high) && !highOpen);
        return highEnough && lowEnough;
    }

    /// As in a manifest, `[3.0.0,4.0.0)`; or in words.
    @Override
    public String toString() {
        if (low == null && high == null) {
            return "any version";
        }
        if (high == null) {
            return low + (lowOpen ? " excluded, or newer" : " or newer");
        }
        return (lowOpen ? "(" : "[") + (low == null ? Version.emptyVersion : low) + "," + high + (highOpen ? ")" : "]");
    }
}
