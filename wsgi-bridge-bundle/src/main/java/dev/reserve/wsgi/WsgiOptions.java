package dev.reserve.wsgi;

import dev.reserve.wsgi.crew.Plan;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of `wsgi`, `[OPTION…] APP [ARG…]`, and those of an app from the deploy folder, `[OPTION…] [ARG…]`.
final class WsgiOptions {

    private static final String EXPECTED = "; expected wsgi [OPTION…] APP [ARG…], where APP is a module with launch(args), MODULE:ATTRIBUTE, MODULE:FACTORY() or FILE.py";
    private static final int MANY = 1_000_000;

    private static final String EXPECTED_BY_DEPLOYED = "; expected [OPTION…] [ARG…], with -- before an argument that begins with -";

    private final String name;
    private final String syntax;
    private final int cores;
    private int fewest;
    private int most;
    private int threads = 1;
    private @Nullable String python;
    private @Nullable Path venv;
    private Path directory = Path.of("").toAbsolutePath();
    private final List<Path> pythonPath = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Optional<String> user = Optional.empty();
    private Optional<String> group = Optional.empty();
    private Duration timeout = Duration.ofSeconds(60);
    private Duration startupTimeout = Duration.ofSeconds(20);
    private int requests;
    private int jitter;
    private int mebibytes;
    private boolean preload;
    private boolean reload;
    private int queue = 1000;

    private WsgiOptions(String name, String syntax, int cores) {
        this.name = name;
        this.syntax = syntax;
        this.cores = cores;
        this.fewest = cores;
        this.most = cores;
    }

    /// @param path where programs are looked for, as in `PATH`
    /// @param cores of the machine
    /// @throws IllegalArgumentException which option is wrong, what was found, and what was expected
    static Plan parse(List<String> args, String path, int cores) {
        Deque<String> rest = new ArrayDeque<>(args);
        WsgiOptions options = new WsgiOptions("wsgi", EXPECTED, cores);
        options.read(rest);
        if (rest.isEmpty() || rest.peek().isEmpty()) {
            throw new IllegalArgumentException("wsgi: found no app" + EXPECTED);
        }
        String target = rest.remove();
        return options.plan(target, target, Optional.empty(), rest, path);
    }

    /// Reads the arguments of an app from the deploy folder: `[OPTION…] [ARG…]`.
    ///
    /// @param app its name
    /// @param copy of its file or folder. A folder is the working directory, if none is among the arguments. Nobody writes there
    /// @param path where programs are looked for, as in `PATH`
    /// @param cores of the machine
    /// @throws IllegalArgumentException which option is wrong, what was found, and what was expected
    static Plan parseDeployed(String app, Path copy, List<String> args, String path, int cores) {
        Deque<String> rest = new ArrayDeque<>(args);
        WsgiOptions options = new WsgiOptions(app, EXPECTED_BY_DEPLOYED, cores);
        if (Files.isDirectory(copy)) {
            options.directory = copy;
        }
        options.environment.put("PYTHONDONTWRITEBYTECODE", "1");
        options.read(rest);
        if (options.reload) {
            throw new IllegalArgumentException(
                    app + ": --reload is there, but what lies in the deploy folder is followed anyway; expected no --reload");
        }
        return options.plan(app, copy.toString(), Optional.of(app), rest, path);
    }

    private Plan plan(String title, String target, Optional<String> module, Deque<String> args, String path) {
        return new Plan(title, target, module, List.copyOf(args), fewest, most, threads, interpreter(path), directory,
                List.copyOf(pythonPath), Map.copyOf(environment), user, group, timeout, startupTimeout,
                new Plan.Retirement(requests, jitter, mebibytes), preload, reload, queue);
    }

    private void read(Deque<String> rest) {
        while (!rest.isEmpty() && rest.peek().startsWith("-")) {
            String option = rest.remove();
            if (option.equals("--")) {
                break;
            }
            int equals = option.startsWith("--") ? option.indexOf('=') : -1;
            if (equals > 0) {
                rest.push(option.substring(equals + 1));
                option = option.substring(0, equals);
                if (option.equals("--preload") || option.equals("--reload")) {
                    throw new IllegalArgumentException(
                            name + ": " + option + " is followed by =" + rest.peek() + "; expected nothing after it");
                }
            }
            read(option, rest);
        }
    }

    private void read(String option, Deque<String> rest) {
        switch (option) {
            case "--preload" -> preload = true;
            case "--reload" -> reload = true;
            case "--workers" -> workers(value(option, rest));
            case "--threads" -> threads = number(option, value(option, rest), 1, 1000);
            case "--python" -> python = value(option, rest);
            case "--venv" -> venv = directory(option, value(option, rest));
            case "--chdir" -> directory = directory(option, value(option, rest));
            case "--pythonpath" -> Arrays.stream(value(option, rest).split(":")).filter(each -> !each.isEmpty())
                    .forEach(each -> pythonPath.add(path(option, each)));
            case "--env" -> variable(value(option, rest));
            case "--user" -> user = Optional.of(value(option, rest));
            case "--group" -> group = Optional.of(value(option, rest));
            case "--timeout" -> timeout = seconds(option, value(option, rest), true);
            case "--startup-timeout" -> startupTimeout = seconds(option, value(option, rest), false);
            case "--max-requests" -> retirement(value(option, rest));
            case "--max-rss" -> mebibytes = number(option, value(option, rest), 1, MANY);
            case "--queue" -> queue = number(option, value(option, rest), 0, MANY);
            default -> throw new IllegalArgumentException(name + ": unknown option " + option + syntax);
        }
    }

    private String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + ": " + option + " is followed by nothing; expected its value");
        }
        return value;
    }

    private void workers(String text) {
        if (text.equals("auto")) {
            fewest = 1;
            most = 2 * cores;
            return;
        }
        String[] range = text.split("\\.\\.", -1);
        String expected = "a number from 1 to 1000, a range such as 2..8, or auto";
        if (!text.matches("\\d+(\\.\\.\\d+)?")) {
            throw wrong("--workers", text, expected);
        }
        fewest = number("--workers", range[0], 1, 1000, expected);
        most = range.length == 1 ? fewest : number("--workers", range[1], 1, 1000, expected);
        if (most < fewest) {
            throw wrong("--workers", text, expected);
        }
    }

    private void retirement(String text) {
        String[] parts = text.split(",", -1);
        String expected = "a number of requests, or such a number, a comma, and up to how many more it may be";
        if (!text.matches("\\d+(,\\d+)?")) {
            throw wrong("--max-requests", text, expected);
        }
        requests = number("--max-requests", parts[0], 1, Integer.MAX_VALUE, expected);
        jitter = parts.length == 1 ? requests / 10 : number("--max-requests", parts[1], 0, Integer.MAX_VALUE / 2, expected);
    }

    private void variable(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || text.indexOf('\0') >= 0) {
            throw wrong("--env", text, "NAME=VALUE");
        }
        environment.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private Duration seconds(String option, String text, boolean zero) {
        String expected = "a number of seconds such as 30 or 0.5" + (zero ? ", or 0 for no limit" : "");
        if (!text.matches("\\d{1,7}(\\.\\d{1,3})?")) {
            throw wrong(option, text, expected);
        }
        Duration seconds = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
        if (seconds.isZero() && !zero) {
            throw wrong(option, text, expected);
        }
        return seconds;
    }

    private int number(String option, String text, int least, int largest) {
        return number(option, text, least, largest, "a number from " + least + " to " + largest);
    }

    private int number(String option, String text, int least, int largest, String expected) {
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) < least || Long.parseLong(text) > largest) {
            throw wrong(option, text, expected);
        }
        return Integer.parseInt(text);
    }

    private Path directory(String option, String text) {
        Path path = path(option, text);
        if (!Files.isDirectory(path)) {
            throw wrong(option, text, "a directory");
        }
        return path;
    }

    private Path path(String option, String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + ": " + option + " is " + text + ", which cannot be a path: " + e.getReason(), e);
        }
    }

    private IllegalArgumentException wrong(String option, String found, String expected) {
        return new IllegalArgumentException(name + ": " + option + " is " + found + "; expected " + expected);
    }

    private Path interpreter(String path) {
        if (venv != null && python != null) {
            throw new IllegalArgumentException(name + ": --python and --venv are both there; expected one of them");
        }
        if (venv != null) {
            Path inside = venv.resolve("bin/python");
            if (!Files.isExecutable(inside)) {
                throw wrong("--venv", venv.toString(), "a virtual environment, with a program bin/python in it");
            }
            return inside;
        }
        String program = python == null ? "python3" : python;
        if (program.indexOf('/') >= 0) {
            Path file = path("--python", program);
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                throw wrong("--python", program, "a program");
            }
            return file;
        }
        return Arrays.stream(path.split(":")).filter(each -> !each.isEmpty()).map(each -> Path.of(each).resolve(program).toAbsolutePath())
                .filter(each -> Files.isExecutable(each) && !Files.isDirectory(each)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(python == null
                        ? name + ": no program python3 is on the PATH; expected one, or --python EXE or --venv DIR"
                        : name + ": --python is " + program
                                + ", and there is no such program on the PATH; expected one, or the path of one"));
    }
}
