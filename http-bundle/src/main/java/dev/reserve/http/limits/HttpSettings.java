package dev.reserve.http.limits;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import java.time.Duration;
import java.util.List;

/// The limits of `http`, from the file `reserve.http.cfg`. A limit that is 0 in the file is none.
///
/// @param idleTimeout how long a connection may stay without a byte in either direction, in HTTP/2 also without a request; zero for ever
/// @param responseRate bytes of answers that a client has to take in a second of waiting for it, on average over the idle timeout; 0 for none
/// @param requestsPerConnection how many requests a connection may bring
public record HttpSettings(Head head, Body body, Http2 http2, WebSocket webSocket, Duration idleTimeout, int responseRate,
        int requestsPerConnection) {

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

    private static final int MANY = Form.MANY;
    private static final long MUCH = 1L << 40;

    private static final Setting<Long> HEADER_BYTES = Setting.of("header.bytes", Form.bytes(1 << 10, 1 << 20), 16L << 10,
            "bytes of request line and header fields together; beyond it 431, or 414 if the request line alone is that long");
    private static final Setting<Integer> HEADER_COUNT = Setting.of("header.count", Form.number(0, MANY, "fields"), 200,
            "header fields; beyond it 431");
    private static final Setting<Long> URI_BYTES = Setting.of("uri.bytes", Form.bytes(0, 1 << 20), 8L << 10,
            "bytes of path and query; beyond it 414");
    private static final Setting<Duration> HEADER_TIMEOUT = Setting.of("header.timeout", Form.seconds(), Duration.ofSeconds(20),
            "from the first byte of a head to its last, with TLS of the handshake too; beyond it 408, and the connection ends");
    private static final Setting<Long> BODY_BYTES = Setting.of("body.bytes", Form.bytes(0, MUCH), 64L << 20,
            "bytes of a request's body; beyond it 413, as soon as it is known");
    private static final Setting<Duration> BODY_TIMEOUT = Setting.of("body.timeout", Form.seconds(), Duration.ofSeconds(30),
            "until the next byte of a body; beyond it 408");
    private static final Setting<Integer> BODY_RATE = Setting.of("body.rate", Form.number(0, MANY, "bytes a second"), 500,
            "bytes of a body in a second, on average, from `body.timeout` on; below it 408");
    private static final Setting<Duration> IDLE_TIMEOUT = Setting.of("idle.timeout", Form.seconds(), Duration.ofSeconds(60),
            "without a byte in either direction, in HTTP/2 also without a request; beyond it the connection ends");
    private static final Setting<Integer> RESPONSE_RATE = Setting.of("response.rate", Form.number(0, MANY, "bytes a second"), 500,
            "bytes of answers that a client takes in a second of waiting for it, on average over `idle.timeout`; below it the connection ends, or the"
                    + " stream in HTTP/2");
    private static final Setting<Integer> REQUESTS = Setting.of("requests.per.connection", Form.number(0, MANY, "requests"), 10_000,
            "requests of a connection; it ends after the last, with `Connection: close` or GOAWAY");
    private static final Setting<Integer> STREAMS = Setting.of("h2.streams", Form.number(1, MANY, "streams"), 128,
            "HTTP/2 streams that are open at a time; a further one is refused");
    private static final Setting<Integer> RESETS = Setting.of("h2.resets", Form.number(0, MANY, "resets a second"), 100,
            "HTTP/2 streams that a client resets in a second; beyond it GOAWAY with ENHANCE_YOUR_CALM");
    private static final Setting<Integer> CONTROL_FRAMES = Setting.of("h2.control.frames", Form.number(0, MANY, "frames a second"), 100,
            "other HTTP/2 frames in a second that are dearer to answer than to send: PING, SETTINGS, PRIORITY, empty ones, malformed ones;"
                    + " beyond it the same");
    private static final Setting<Long> MESSAGE_BYTES = Setting.of("websocket.message.bytes", Form.bytes(0, 1 << 30), 64L << 10,
            "bytes of a WebSocket message; beyond it the session is closed with 1009");
    private static final Setting<Long> FRAME_BYTES = Setting.of("websocket.frame.bytes", Form.bytes(0, MUCH), 64L << 10,
            "bytes of a WebSocket frame that is handed to the app as one; a larger one comes in parts");
    private static final Setting<Duration> SESSION_TIMEOUT = Setting.of("websocket.idle.timeout", Form.seconds(), Duration.ofMinutes(5),
            "without a WebSocket frame; beyond it the session is closed with 1001");

    public static final List<Setting<?>> SETTINGS = List.of(HEADER_BYTES, HEADER_COUNT, URI_BYTES, HEADER_TIMEOUT, BODY_BYTES, BODY_TIMEOUT,
            BODY_RATE, IDLE_TIMEOUT, RESPONSE_RATE, REQUESTS, STREAMS, RESETS, CONTROL_FRAMES, MESSAGE_BYTES, FRAME_BYTES, SESSION_TIMEOUT);

    public static HttpSettings of(Keys keys) {
        return new HttpSettings(
                new Head(keys.get(HEADER_BYTES).intValue(), orMany(keys.get(HEADER_COUNT)), orMany(keys.get(URI_BYTES).intValue()),
                        orNever(keys.get(HEADER_TIMEOUT))),
                new Body(orMuch(keys.get(BODY_BYTES)), orNever(keys.get(BODY_TIMEOUT)), keys.get(BODY_RATE)),
                new Http2(keys.get(STREAMS), orMany(keys.get(RESETS)), orMany(keys.get(CONTROL_FRAMES))),
                new WebSocket(orMuch(keys.get(FRAME_BYTES)), orMuch(keys.get(MESSAGE_BYTES)), keys.get(SESSION_TIMEOUT)),
                keys.get(IDLE_TIMEOUT), keys.get(RESPONSE_RATE), orMany(keys.get(REQUESTS)));
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
