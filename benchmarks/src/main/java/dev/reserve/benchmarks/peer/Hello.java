package dev.reserve.benchmarks.peer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What all of them answer, and how they are started: `PORT non-blocking|blocking`.
///
/// @param port to listen on
/// @param blocking whether the answer is written on a thread that may block
record Hello(int port, boolean blocking) {

    static final String HOST = "0.0.0.0";
    static final String TYPE = "text/plain;charset=utf-8";
    static final int BACKLOG = 4096;
    static final Duration IDLE = Duration.ofMinutes(10);

    static byte[] text() {
        return "hello\n".getBytes(StandardCharsets.US_ASCII);
    }

    static Hello parse(String... arguments) {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected PORT non-blocking|blocking, found " + String.join(" ", arguments));
        }
        return new Hello(Integer.parseInt(arguments[0]), switch (arguments[1]) {
            case "blocking" -> true;
            case "non-blocking" -> false;
            default -> throw new IllegalArgumentException("expected non-blocking or blocking, found " + arguments[1]);
        });
    }
}
