package dev.reserve.benchmarks.wsgi;

import dev.reserve.benchmarks.wrk.Wrk;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What the Python application answers.
public enum Page {
    /// Six bytes.
    HELLO("Hello", "bench:hello"),
    /// A longer answer.
    GET("10 KiB", "bench:get"),
    /// As much is posted, and comes back.
    POST("10 KiB posted, and back", "bench:post"),
    /// A route, a template and a list of 20.
    FLASK("A page of Flask", "bench_flask:application"),
    /// Waiting, as for a database.
    SLEEP("10 ms of sleep", "bench:sleep");

    private static final int TEN_KIBIBYTES = 10 << 10;
    private static final int MANY = 512;

    private final String title;
    private final String app;

    Page(String title, String app) {
        this.title = title;
        this.app = app;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String title() {
        return title;
    }

    /// The module and the attribute in it, with a colon in between.
    String app() {
        return app;
    }

    String module() {
        return app.substring(0, app.indexOf(':'));
    }

    String attribute() {
        return app.substring(app.indexOf(':') + 1);
    }

    /// How many threads a worker has: as many as there are clients where it would only sleep otherwise.
    int threads() {
        return this == SLEEP ? MANY : 1;
    }

    List<Integer> connections(List<Integer> wanted) {
        return this == SLEEP ? List.of(MANY) : wanted;
    }

    byte[] posted() {
        byte[] body = new byte[this == POST ? TEN_KIBIBYTES : 0];
        Arrays.fill(body, (byte) 'x');
        return body;
    }

    String script() {
        return this == POST ? Wrk.posting(TEN_KIBIBYTES) : "";
    }

    boolean expects(byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        return switch (this) {
            case HELLO, SLEEP -> text.equals("hello\n");
            case GET, POST -> text.equals("x".repeat(TEN_KIBIBYTES));
            case FLASK -> text.startsWith("<!doctype html>") && text.contains(">item &lt;20&gt;</a></li>\n</ul>");
        };
    }
}
