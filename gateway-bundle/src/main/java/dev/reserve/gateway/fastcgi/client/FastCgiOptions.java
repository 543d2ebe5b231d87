package dev.reserve.gateway.fastcgi.client;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of `fastcgi`: `ADDRESS [OPTION…]`.
///
/// @param root the directory with the scripts, if the program is given files
/// @param params variables that every request has, in the place of those it would have of the same name
/// @param connections how many there may be at a time
/// @param connectTimeout until a connection is there
/// @param timeout while the program does nothing
record FastCgiOptions(ServerAddress address, Optional<Root> root, Map<String, String> params, int connections, boolean keep,
        Duration connectTimeout, Duration timeout) {

    private static final String EXPECTED = "; expected fastcgi ADDRESS [OPTION…], where ADDRESS is unix:PATH or HOST:PORT";
    private static final int MOST_CONNECTIONS = 10_000;

    /// @param directory where the scripts are
    /// @param remote the same directory, as the program sees it
    /// @param index the script that stands for a directory
    /// @param split what the names of scripts end with
    /// @param fallback the path of the script for all that is not there, if there is one
    /// @param files whether files that are no scripts are served
    record Root(Path directory, Path remote, String index, String split, Optional<String> fallback, boolean files) {}

    /// @throws IllegalArgumentException which option is wrong, what was found, and what was expected
    static FastCgiOptions parse(List<String> args) {
        return new Parser().parse(new ArrayDeque<>(args));
    }

    private static final class Parser {

        private final List<String> addresses = new ArrayList<>();
        private final Map<String, String> params = new LinkedHashMap<>();
        /// The options that make sense only with --root.
        private final List<String> ofRoot = new ArrayList<>();
        private Optional<Path> root = Optional.empty();
        private Optional<Path> remote = Optional.empty();
        private String index = "index.php";
        private String split = ".php";
        private Optional<String> fallback = Optional.empty();
        private boolean files = true;
        private int connections = 16;
        private boolean keep = true;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofSeconds(60);

        FastCgiOptions parse(Deque<String> rest) {
            while (!rest.isEmpty()) {
                String arg = rest.remove();
                int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
                if (equals > 0) {
                    rest.push(arg.substring(equals + 1));
                    arg = arg.substring(0, equals);
                    if (arg.equals("--no-static") || arg.equals("--no-keep-connection")) {
                        throw new IllegalArgumentException(
                                "fastcgi: " + arg + " is followed by =" + rest.peek() + "; expected nothing after it");
                    }
                }
                if (arg.startsWith("-")) {
                    read(arg, rest);
                } else {
                    addresses.add(arg);
                }
            }
            if (addresses.size() != 1) {
                throw new IllegalArgumentException(
                        "fastcgi: found " + (addresses.isEmpty() ? "no address" : "the addresses " + addresses) + EXPECTED);
            }
            if (root.isEmpty() && !ofRoot.isEmpty()) {
                throw new IllegalArgumentException("fastcgi: " + ofRoot.getFirst() + " is there without --root; expected --root DIR too");
            }
            return new FastCgiOptions(ServerAddress.parse(addresses.getFirst()),
                    root.map(directory -> new Root(directory, remote.orElse(directory), index, split, fallback, files)), Map.copyOf(params),
                    connections, keep, connectTimeout, timeout);
        }

        private void read(String option, Deque<String> rest) {
            switch (option) {
                case "--root" -> root = Optional.of(directory(option, value(option, rest)));
                case "--remote-root" -> remote = Optional.of(path(option, ofRoot(option, rest)));
                case "--index" -> index = name(option, ofRoot(option, rest), "the name of a file, such as index.php");
                case "--split" -> split = name(option, ofRoot(option, rest), "what the names of scripts end with, such as .php");
                case "--fallback" -> fallback = Optional.of(fallback(option, ofRoot(option, rest)));
                case "--no-static" -> {
                    ofRoot.add(option);
                    files = false;
                }
                case "--param" -> param(value(option, rest));
                case "--connections" -> connections = number(option, value(option, rest));
                case "--no-keep-connection" -> keep = false;
                case "--connect-timeout" -> connectTimeout = seconds(option, value(option, rest));
                case "--timeout" -> timeout = seconds(option, value(option, rest));
                default -> throw new IllegalArgumentException("fastcgi: unknown option " + option + EXPECTED);
            }
        }

        private static String value(String option, Deque<String> rest) {
            String value = rest.poll();
            if (value == null || value.isEmpty()) {
                throw new IllegalArgumentException("fastcgi: " + option + " is followed by nothing; expected its value");
            }
            return value;
        }

        private String ofRoot(String option, Deque<String> rest) {
            ofRoot.add(option);
            return value(option, rest);
        }

        private static String name(String option, String text, String expected) {
            if (text.indexOf('/') >= 0 || text.indexOf('\0') >= 0) {
                throw wrong(option, text, expected);
            }
            return text;
        }

        private static String fallback(String option, String text) {
            String path = text.startsWith("/") ? text : "/" + text;
            if (path.contains("/.") || path.contains("//") || path.endsWith("/")) {
                throw wrong(option, text, "the path of a script below the root, such as /index.php");
            }
            return path;
        }

        private void param(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0 || text.indexOf('\0') >= 0) {
                throw wrong("--param", text, "NAME=VALUE");
            }
            params.put(text.substring(0, equals), text.substring(equals + 1));
        }

        private static int number(String option, String text) {
            if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_CONNECTIONS) {
                throw wrong(option, text, "a number from 1 to " + MOST_CONNECTIONS);
            }
            return Integer.parseInt(text);
        }

        private static Duration seconds(String option, String text) {
            Duration seconds = text.matches("\\d{1,7}(\\.\\d{1,3})?")
                    ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000))
                    : Duration.ZERO;
            if (seconds.isZero()) {
                throw wrong(option, text, "a number of seconds, such as 30 or 0.5");
            }
            return seconds;
        }

        private static Path directory(String option, String text) {
            Path path = path(option, text);
            if (!Files.isDirectory(path)) {
                throw wrong(option, text, "a directory");
            }
            return path;
        }

        private static Path path(String option, String text) {
            try {
                return Path.of(text).toAbsolutePath().normalize();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("fastcgi: " + option + " is " + text + ", which cannot be a path: " + e.getReason(), e);
            }
        }

        private static IllegalArgumentException wrong(String option, String found, String expected) {
            return new IllegalArgumentException("fastcgi: " + option + " is " + found + "; expected " + expected);
        }
    }
}
