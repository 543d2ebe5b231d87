package dev.reserve.example.redis;

import java.time.Duration;

/// The arguments of the app, named as in `redis.conf`: `--maxmemory MB` and `--timeout SECONDS`.
///
/// @param maxMemory how many bytes the data may take, about
/// @param timeout after which a connection is closed on which nothing comes
record Settings(long maxMemory, Duration timeout) {

    private static final int DEFAULT_MEGABYTES = 64;
    private static final int DEFAULT_SECONDS = 300;

    static Settings parse(String... args) {
        int megabytes = DEFAULT_MEGABYTES;
        int seconds = DEFAULT_SECONDS;
        for (int i = 0; i < args.length; i += 2) {
            String value = i + 1 < args.length ? args[i + 1] : "nothing";
            switch (args[i]) {
                case "--maxmemory" -> megabytes = positive(args[i] + " MB", value);
                case "--timeout" -> seconds = positive(args[i] + " SECONDS", value);
                default -> throw new IllegalArgumentException("redis takes --maxmemory MB and --timeout SECONDS, and got " + args[i]);
            }
        }
        return new Settings(megabytes * 1024L * 1024, Duration.ofSeconds(seconds));
    }

    private static int positive(String option, String value) {
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(option + ": expected a whole number from 1 to 999999, and got " + value);
        }
        return Integer.parseInt(value);
    }
}
