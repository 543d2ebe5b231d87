package dev.reserve.log.output;

import dev.reserve.log.LogLevel;
import dev.reserve.log.Logs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the file that configures the log: lines `KEY = VALUE`, empty ones, and comments that begin with `#`.
final class SettingsFile {

    /// What is wrong in it, all of it, each with line and key. Values of keys that are not known are not told: they may be anything.
    static final class BadException extends Exception {

        private static final long serialVersionUID = 1;

        private final transient List<String> problems;

        BadException(List<String> problems) {
            super(String.join("; ", problems));
            this.problems = List.copyOf(problems);
        }

        List<String> problems() {
            return problems;
        }
    }

    private static final String KEYS = "level, level.LOGGER, app.NAME.level, stdout, file, file.format, file.size or file.count";
    private static final List<String> FIXED = List.of("level", "stdout", "file", "file.format", "file.size", "file.count");
    private static final Pattern APP = Pattern.compile("app\\.(.+)\\.level");
    private static final Pattern LOGGER = Pattern.compile("level\\.(.+)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([KMG]?)");
    private static final int MOST = 1000;

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, LogLevel> levels = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private SettingsFile() {}

    /// @throws BadException if any line of it is wrong: nothing of it is then to be used
    static Settings read(List<String> lines) throws BadException {
        return new SettingsFile().settings(lines);
    }

    private Settings settings(List<String> text) throws BadException {
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                take(i + 1, line);
            }
        }
        Optional<Settings.Form> standardOutput = switch (values.getOrDefault("stdout", "text")) {
            case "off" -> Optional.empty();
            case "json" -> Optional.of(Settings.Form.JSON);
            case "text" -> Optional.of(Settings.Form.TEXT);
            default -> problem("stdout", "text, json or off", Optional.<Settings.Form>empty());
        };
        Optional<Settings.File> file = Optional.ofNullable(values.get("file")).map(this::file);
        if (file.isEmpty()) {
            values.keySet().stream().filter(key -> key.startsWith("file.")).sorted()
                    .forEach(key -> problems.add(at(key) + "there is no file; expected file=PATH too"));
        }
        if (!problems.isEmpty()) {
            throw new BadException(problems);
        }
        return new Settings(standardOutput, file, levels);
    }

    private void take(int number, String line) {
        int equals = line.indexOf('=');
        if (equals <= 0) {
            problems.add("line " + number + ": there is no KEY = VALUE");
            return;
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        Integer before = lines.putIfAbsent(key, number);
        if (before != null) {
            problems.add("line " + number + ": " + key + ": is in line " + before + " already; expected it once");
            return;
        }
        values.put(key, value);
        Matcher app = APP.matcher(key);
        Matcher logger = LOGGER.matcher(key);
        if (key.equals("level")) {
            level(Logs.ROOT, key, value);
        } else if (app.matches()) {
            level(Logs.APP + app.group(1), key, value);
        } else if (logger.matches()) {
            level(logger.group(1), key, value);
        } else if (!FIXED.contains(key)) {
            problems.add(
                    at(key) + "is no key of this file" + NearestKey.to(key, FIXED).map(near -> " (did you mean " + near + "?)").orElse("")
                            + "; expected " + KEYS);
        }
    }

    private void level(String name, String key, String value) {
        try {
            levels.put(name, LogLevel.parse(value));
        } catch (IllegalArgumentException e) {
            problems.add(at(key) + e.getMessage());
        }
    }

    private Settings.File file(String path) {
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            problem("file", "a path", "");
        }
        Settings.Form form = switch (values.getOrDefault("file.format", "text")) {
            case "json" -> Settings.Form.JSON;
            case "text" -> Settings.Form.TEXT;
            default -> problem("file.format", "text or json", Settings.Form.TEXT);
        };
        return new Settings.File(path, form, size(), count());
    }

    private long size() {
        Matcher size = SIZE.matcher(values.getOrDefault("file.size", "10M").toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            return problem("file.size", "a number of bytes, such as 512K or 10M, or 0 for no limit", 0L);
        }
        return Long.parseLong(size.group(1)) << switch (size.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
    }

    private int count() {
        String text = values.getOrDefault("file.count", "5");
        return text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= MOST
                ? Integer.parseInt(text)
                : problem("file.count", "how many earlier files are kept, 0 to " + MOST, 0);
    }

    private <T> T problem(String key, String expected, T instead) {
        problems.add(at(key) + "\"" + values.get(key) + "\"; expected " + expected);
        return instead;
    }

    private String at(String key) {
        return "line " + lines.get(key) + ": " + key + ": ";
    }
}
