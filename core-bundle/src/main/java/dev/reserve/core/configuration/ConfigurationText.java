package dev.reserve.core.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The text of a configuration file: lines `KEY = VALUE` as in a file of properties, in UTF-8.
///
/// What [java.util.Properties] would silently make something of is a mistake here: a key that is there twice, and a backslash before a letter that
/// it has no meaning for. The lines are known.
///
/// @param values by the key, in the order of the file
/// @param lines where the keys are, from 1
/// @param problems with the lines themselves
public record ConfigurationText(Map<String, String> values, Map<String, Integer> lines, List<Problem> problems) {

    /// @param line where it is, from 1; 0 if it is nowhere in particular
    public record Problem(int line, String message) {

        @Override
        public String toString() {
            return (line == 0 ? "" : "line " + line + ": ") + message;
        }
    }

    /// Reads a file.
    ///
    /// @param variables gives the value of what stands between `${` and `}`, or null if there is none
    public static ConfigurationText parse(byte[] content, Function<String, @Nullable String> variables) {
        if (content.length == 0) {
            return broken(0, "the file is empty; expected lines KEY=VALUE, or a line that begins with # to have all defaults");
        }
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharsetDecoder decoder = UTF_8.newDecoder();
        try {
            String text = decoder.decode(bytes).toString();
            return new Lines(text.startsWith("\uFEFF") ? text.substring(1) : text, variables).parse();
        } catch (CharacterCodingException e) {
            int line = 1 + (int) new String(content, 0, bytes.position(), UTF_8).chars().filter(c -> c == '\n').count();
            return broken(line, String.format("the byte 0x%02X is not UTF-8; expected a file in UTF-8", content[bytes.position()] & 0xff));
        }
    }

    private static ConfigurationText broken(int line, String message) {
        return new ConfigurationText(Map.of(), Map.of(), List.of(new Problem(line, message)));
    }

    /// All that is wrong with the lines, and with their values.
    public List<Problem> check(SettingTable table) {
        List<Problem> all = new ArrayList<>(problems);
        if (all.isEmpty()) {
            table.check(values).forEach(problem -> all.add(new Problem(lines.getOrDefault(problem.key(), 0), problem.message())));
        }
        return all;
    }

    private static final class Lines {

        private final List<String> lines;
        private final Function<String, @Nullable String> variables;
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Map<String, Integer> places = new LinkedHashMap<>();
        private final List<Problem> problems = new ArrayList<>();

        Lines(String text, Function<String, @Nullable String> variables) {
            this.lines = text.lines().toList();
            this.variables = variables;
        }

        ConfigurationText parse() {
            for (int i = 0; i < lines.size(); i++) {
                int first = i;
                String line = lines.get(i).stripLeading();
                if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == '!') {
                    continue;
                }
                while (goesOn(line)) {
                    line = line.substring(0, line.length() - 1) + (++i < lines.size() ? lines.get(i).stripLeading() : "");
                }
                try {
                    entry(first + 1, line);
                } catch (IllegalArgumentException e) {
                    problems.add(new Problem(first + 1, String.valueOf(e.getMessage())));
                }
            }
            return new ConfigurationText(values, places, problems);
        }

        /// Whether it ends in an odd number of backslashes.
        private static boolean goesOn(String line) {
            int end = line.length();
            while (end > 0 && line.charAt(end - 1) == '\\') {
                end--;
            }
            return (line.length() - end) % 2 == 1;
        }

        private void entry(int number, String line) {
            int end = 0;
            while (end < line.length() && "=: \t\f".indexOf(line.charAt(end)) < 0) {
                end += line.charAt(end) == '\\' ? 2 : 1;
            }
            end = Math.min(end, line.length());
            String key = unescaped(line.substring(0, end));
            String rest = line.substring(end).stripLeading();
            boolean separated = rest.startsWith("=") || rest.startsWith(":");
            String value = expanded(unescaped(separated ? rest.substring(1).stripLeading() : rest));
            Integer before = places.putIfAbsent(key, number);
            if (before != null) {
                throw new IllegalArgumentException(
                        "the key " + SettingTable.shown(key) + " is there a second time, after line " + before + "; expected it once");
            }
            values.put(key, value);
        }

        private static String unescaped(String text) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c != '\\' || i + 1 == text.length()) {
                    out.append(c);
                    continue;
                }
                char next = text.charAt(++i);
                int known = "tnrf".indexOf(next);
                if (next == 'u') {
                    out.append(unicode(text, i));
                    i += 4;
                } else if (known >= 0) {
                    out.append("\t\n\r\f".charAt(known));
                } else if (Character.isLetterOrDigit(next)) {
                    throw new IllegalArgumentException("\\" + next + " in " + text + " means nothing; expected \\\\ for a backslash");
                } else {
                    out.append(next);
                }
            }
            return out.toString();
        }

        private static char unicode(String text, int at) {
            String digits = text.substring(at + 1, Math.min(text.length(), at + 5));
            if (!digits.matches("[0-9a-fA-F]{4}")) {
                throw new IllegalArgumentException(
                        "\\u" + digits + " in " + text + "; expected \\u and four hexadecimal digits, such as \\u00e4");
            }
            return (char) Integer.parseInt(digits, 16);
        }

        /// With the values of variables in the place of `${NAME}`; `$${` stands for `${`.
        private String expanded(String text) {
            StringBuilder out = new StringBuilder();
            int from = 0;
            for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
                boolean literal = at > from && text.charAt(at - 1) == '$'; // $${ is a ${
                int end = literal ? at : text.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException(
                            "${ is not closed in " + text + "; expected ${env:NAME}, or ${NAME} of a system property");
                }
                out.append(text, from, literal ? at - 1 : at);
                String name = literal ? "" : text.substring(at + 2, end);
                out.append(literal
                        ? "${"
                        : Optional.ofNullable(variables.apply(name)).orElseThrow(() -> new IllegalArgumentException(
                                "${" + name
                                        + "} has no value; expected ${env:NAME} of a variable that the server was started with, or ${NAME} of a"
                                        + " system property, or $${ for ${ itself")));
                from = literal ? at + 2 : end + 1;
            }
            return out.append(text.substring(from)).toString();
        }
    }
}
