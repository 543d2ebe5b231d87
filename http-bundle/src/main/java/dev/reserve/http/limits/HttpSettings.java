package dev.reserve.http.limits;

import dev.reserve.core.binding.Keys;
import java.time.Duration;
import java.util.Map;

/// The limits of `http`, from the file `reserve.http.cfg`. A limit that is 0 in the file is none.
///
/// @param idleTimeout how long a connection may stay without a byte in either direction; zero for ever
/// @param requestsPerConnection how many requests a connection may bring
public record HttpSettings(Head head, Body body, Http2 http2, WebSocket webSocket, Duration idleTimeout, int requestsPerConnection) {

    /// What precedes a request's body.
    ///
    /// @param bytes of the request line and the header fields together
    /// @param count of header fields
    /// @param uriBytes of the request's target, without scheme and host
    /// @param timeout from the first byte to the last
    public record Head(int bytes, int count, int uriBytes, Duration timeout) {}

    /// @param bytes of the content, without its chunks' framing
    /// @param timeout how long to wait for the next byte
    /// @param rate bytes in a second of waiting, on average, once it has been waited for as long as the timeout; 0 for none
    public record Body(long bytes, Duration timeout, int rate) {}

    /// @param streams that are open on a connection at a time
    /// @param resets that a client may cause in a second
    /// @param controlFrames other frames in a second that cost more to answer than to send, such as PING, SETTINGS and empty ones
    public record Http2(int streams, int resets, int controlFrames) {}

    /// @param frameBytes the largest frame that is handed on as one; of a larger one the parts are
    /// @param messageBytes the largest message that is put together for an app
    /// @param idleTimeout how long a session may stay without a frame; zero for ever
    public record WebSocket(long frameBytes, long messageBytes, Duration idleTimeout) {}

    /// So long that it never comes.
    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final int MANY = 999_999_999;
    private static final long MUCH = 1L << 40;

    /// What holds without a file.
    public static final HttpSettings DEFAULT = of(new Keys(Map.of()));

    /// Reads its keys, and leaves others alone.
    ///
    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static HttpSettings of(Keys keys) {
        return new HttpSettings(
                new Head((int) keys.bytes("header.bytes", 16 << 10, 1 << 10, 1 << 20),
                        orMany(keys.number("header.count", 200, 0, MANY)),
                        orMany((int) keys.bytes("uri.bytes", 8 << 10, 0, 1 << 20)),
                        orNever(keys.seconds("header.timeout", Duration.ofSeconds(20)))),
                new Body(orMuch(keys.bytes("body.bytes", 64 << 20, 0, MUCH)),
                        orNever(keys.seconds("body.timeout", Duration.ofSeconds(30))),
                        keys.number("body.rate", 500, 0, MANY)),
                new Http2(keys.number("h2.streams", 128, 1, MANY),
                        orMany(keys.number("h2.resets", 100, 0, MANY)),
                        orMany(keys.number("h2.control.frames", 100, 0, MANY))),
                new WebSocket(orMuch(keys.bytes("websocket.frame.bytes", 64 << 10, 0, MUCH)),
                        orMuch(keys.bytes("websocket.message.bytes", 64 << 10, 0, 1 << 30)),
                        keys.seconds("websocket.idle.timeout", Duration.ofMinutes(5))),
                keys.seconds("idle.timeout", Duration.ofSeconds(60)),
                orMany(keys.number("requests.per.connection", 10_000, 0, MANY)));
    }

    private static int orMany(int limit) {
        return limit == 0 ? Integer.MAX_VALUE : limit;
    }

    private static long orMuch(long limit) {
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    private static Duration orNever(Duration limit) {
        return limit.isZero() ? NEVER : limit;
    }
}
