package dev.reserve.http.welcome;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/// A small page that says what is deployed and how to deploy something. It has no scripts, and tells nothing of files, arguments or other hosts.
public final class WelcomePage {

    /// What is served somewhere.
    ///
    /// @param host of the mount, or null if it is for all
    /// @param version null if there is none at the moment
    public record Place(@Nullable String host, String path, String app, @Nullable String version) {}

    private static final String STYLE = """
            :root { color-scheme: light dark }
            body { font: 1rem/1.6 system-ui, sans-serif; margin: 12vh auto 3rem; max-width: 42rem; padding: 0 1.25rem;
              color: #1c2024; background: #fcfcfd }
            h1 { font-size: 1.6rem; margin: 0 0 .25rem; line-height: 1.25 }
            h2 { font-size: 1rem; margin: 2.25rem 0 .5rem }
            p { margin: .5rem 0 }
            .quiet { color: #60646c }
            table { border-collapse: collapse; width: 100% }
            th { text-align: left; font-weight: 500; font-size: .875rem; color: #60646c }
            th, td { padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #e0e1e6; overflow-wrap: anywhere; vertical-align: top }
            p code { white-space: nowrap }
            code, pre { font: .875rem/1.6 ui-monospace, monospace }
            pre { background: #f0f0f3; border-radius: .4rem; padding: .75rem 1rem; margin: .5rem 0; overflow-x: auto }
            a { color: #0d6fcb }
            @media (prefers-color-scheme: dark) {
              body { color: #edeef0; background: #111113 }
              .quiet, th { color: #b0b4ba }
              th, td { border-color: #363a3f }
              pre { background: #212225 }
              a { color: #70b8ff }
            }
            """;
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private volatile List<Place> places = List.of();
    private volatile boolean on = true;

    public void configure(boolean show) {
        on = show;
    }

    /// Says what there is now.
    public void show(List<Place> now) {
        places = List.copyOf(now);
    }

    /// Answers a request that nothing is mounted for, if it is for this page.
    ///
    /// @return false if it is not
    public boolean handle(Request request, Response response, Callback callback) {
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        if (!on || !"/".equals(request.getHttpURI().getPath()) || (!head && !HttpMethod.GET.is(request.getMethod()))) {
            return false;
        }
        ByteBuffer page = StandardCharsets.UTF_8.encode(page(Request.getServerName(request)));
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put(HttpHeader.CONTENT_LENGTH, page.remaining());
        if (head) {
            callback.succeeded();
        } else {
            response.write(true, page, callback);
        }
        return true;
    }

    private String page(@Nullable String host) {
        List<Place> here = places.stream().filter(place -> place.host == null || place.host.equals(lower(host)))
                .sorted((one, other) -> one.path.compareTo(other.path)).toList();
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Reserve</title>
                <style>%s</style></head>
                <body><main>
                <h1>Reserve is running</h1>
                <p class="quiet">Nothing is mounted at <code>/</code> of this server.</p>
                <h2>What is deployed</h2>
                %s
                <h2>To deploy an app</h2>
                <p>Put its jar into the deploy folder. It is served under its name from the next request on.</p>
                <pre>cp apps/hello.jar deploy/</pre>
                <p>To have it serve here, or on a host of its own, say where in a file <code>reserve.mount-NAME.cfg</code> in that folder:</p>
                <pre>app=hello
                path=/</pre>
                <p class="quiet">The line <code>welcome=off</code> in <code>reserve.http.cfg</code> turns this page off.</p>
                </main></body></html>
                """.formatted(STYLE, here.isEmpty() ? "<p>No app yet.</p>" : table(here));
    }

    private static @Nullable String lower(@Nullable String host) {
        return host == null ? null : host.toLowerCase(Locale.ROOT);
    }

    private static String table(List<Place> places) {
        return places.stream()
                .map(place -> "<tr><td><a href=\"%s\">%s</a></td><td>%s</td><td>%s</td></tr>".formatted(escape(link(place.path)),
                        escape(place.path), escape(place.app),
                        place.version == null ? "<span class=\"quiet\">none yet</span>" : "<code>" + escape(place.version) + "</code>"))
                .collect(Collectors.joining("\n", "<table>\n<tr><th>Path</th><th>App</th><th>Version</th></tr>\n", "\n</table>"));
    }

    /// With a slash at the end, which most apps want at their top.
    private static String link(String path) {
        String encoded = URIUtil.encodePath(path);
        return encoded.endsWith("/") ? encoded : encoded + "/";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }

    private static String hash(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) { // every Java has it
            throw new IllegalStateException(e);
        }
    }
}
