package dev.reserve.http.engine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/// Answers with what a sub-app has thrown, for who writes it: where the server runs with `--dev`, and nowhere else. It is text, and is to be taken for
/// nothing else by a browser: a message may hold what the client has sent.
final class Traces {

    private static final int MOST = 100_000;

    private Traces() {}

    /// @param response with its status
    static void answer(Response response, Callback callback, Throwable cause) {
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        int status = response.getStatus();
        String text = status + " " + HttpStatus.getMessage(status) + "\n\n" + trace;
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, MimeTypes.Type.TEXT_PLAIN_UTF_8.asString());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, BufferUtil.toBuffer(text.substring(0, Math.min(text.length(), MOST)), StandardCharsets.UTF_8), callback);
    }
}
