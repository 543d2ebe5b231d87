package dev.reserve.http.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parts of a file that a request asks for, RFC 9110 §14.
///
/// @param parts none if there is nothing at any of the places that are asked for
record Ranges(List<Part> parts) {

    /// Who asks for more, or for as much as the whole file, gets the whole file: it is less work for both.
    static final int LIMIT = 16;

    private static final Pattern SPEC = Pattern.compile("(\\d*)-(\\d*)");

    /// @param first position of the first byte
    /// @param last position of the last byte
    record Part(long first, long last) {

        long length() {
            return last - first + 1;
        }

        boolean overlaps(Part other) {
            return first <= other.last && other.first <= last;
        }

        /// The value of Content-Range.
        String of(long size) {
            return "bytes " + first + '-' + last + '/' + size;
        }
    }

    /// @param values of the Range header
    /// @return empty if the whole file is to be sent
    static Optional<Ranges> parse(List<String> values, long size) {
        if (values.size() != 1 || !values.getFirst().strip().regionMatches(true, 0, "bytes=", 0, 6)) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        String[] specs = values.getFirst().strip().substring(6).split(",", -1);
        if (specs.length > LIMIT) {
            return Optional.empty();
        }
        for (String spec : specs) {
            Matcher matcher = SPEC.matcher(spec.strip());
            if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
                return Optional.empty();
            }
            if (matcher.group(1).isEmpty()) {
                long suffix = Math.min(number(matcher.group(2)), size);
                if (suffix > 0) {
                    parts.add(new Part(size - suffix, size - 1));
                }
            } else {
                long first = number(matcher.group(1));
                long last = matcher.group(2).isEmpty() ? Long.MAX_VALUE : number(matcher.group(2));
                if (last < first) {
                    return Optional.empty();
                }
                if (first < size) {
                    parts.add(new Part(first, Math.min(last, size - 1)));
                }
            }
        }
        List<Part> merged = merged(parts);
        boolean wasteful = merged.size() > 1 && merged.stream().mapToLong(Part::length).sum() >= size;
        return wasteful ? Optional.empty() : Optional.of(new Ranges(merged));
    }

    /// A number that no file is as long as, if it is longer than others.
    private static long number(String digits) {
        String plain = digits.replaceFirst("^0+(?=\\d)", "");
        return plain.length() > 18 ? Long.MAX_VALUE : Long.parseLong(plain);
    }

    /// In the order in which they were asked for, unless some overlap.
    private static List<Part> merged(List<Part> parts) {
        List<Part> sorted = parts.stream().sorted(Comparator.comparingLong(Part::first)).toList();
        List<Part> merged = new ArrayList<>();
        for (Part part : sorted) {
            if (!merged.isEmpty() && merged.getLast().overlaps(part)) {
                Part before = merged.removeLast();
                merged.add(new Part(before.first, Math.max(before.last, part.last)));
            } else {
                merged.add(part);
            }
        }
        return merged.size() == parts.size() ? parts : merged;
    }
}
