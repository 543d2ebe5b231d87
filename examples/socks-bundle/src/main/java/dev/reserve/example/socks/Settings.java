package dev.reserve.example.socks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The arguments of the app.
///
/// @param rules one of which has to allow a destination
/// @param users who may use the proxy; all may if there is nothing
/// @param timeout after which a connection is closed on which nothing comes or goes
record Settings(List<Rule> rules, Optional<Users> users, Duration timeout) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    static Settings parse(String... args) throws IOException {
        List<Rule> rules = new ArrayList<>();
        Optional<Users> users = Optional.empty();
        Duration timeout = DEFAULT_TIMEOUT;
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "";
            switch (args[i]) {
                case "--allow" -> rules.add(Rule.parse(value));
                case "--users" -> users = Optional.of(Users.read(Path.of(value)));
                case "--timeout" -> timeout = seconds(value);
                default -> throw new IllegalArgumentException(
                        "socks takes --allow HOST[:PORT], --users FILE and --timeout SECONDS, and got " + args[i]);
            }
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing is allowed: expected --allow HOST[:PORT] once or more, such as --allow example.org:443, or --allow '*'");
        }
        return new Settings(List.copyOf(rules), users, timeout);
    }

    private static Duration seconds(String value) {
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("--timeout SECONDS: expected a whole number from 1 to 999999, and got \"" + value + "\"");
        }
        return Duration.ofSeconds(Integer.parseInt(value));
    }
}
