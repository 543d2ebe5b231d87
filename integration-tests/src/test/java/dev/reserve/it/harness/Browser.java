package dev.reserve.it.harness;

import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/// A client that keeps cookies and follows redirects, as a browser does.
public final class Browser implements AutoCloseable {

    private static final String BOUNDARY = "a-boundary-of-parts";

    private final String origin;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(ServerProcess.DEADLINE).build();

    /// @param address of a TCP listener
    public Browser(SocketAddress address) {
        this.origin = "http://127.0.0.1:" + ((InetSocketAddress) address).getPort();
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send(request(path));
    }

    /// Sends a form.
    public HttpResponse<String> post(String path, Map<String, String> fields) throws IOException {
        String form = fields.entrySet().stream().map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return post(path, "application/x-www-form-urlencoded", form);
    }

    public HttpResponse<String> post(String path, String type, String body) throws IOException {
        return send(request(path).header("Content-Type", type).header("Referer", origin + path).POST(BodyPublishers.ofString(body)));
    }

    /// Sends a form with a field `title` and a file `file`.
    public HttpResponse<String> upload(String path, String title, String name, String content) throws IOException {
        String part = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=";
        return post(path, "multipart/form-data; boundary=" + BOUNDARY, part + "\"title\"\r\n\r\n" + title + "\r\n" + part
                + "\"file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n--" + BOUNDARY + "--\r\n");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path)).timeout(ServerProcess.DEADLINE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
