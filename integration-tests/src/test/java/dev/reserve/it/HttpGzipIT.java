package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Answers of `http` that are compressed on their way out.
class HttpGzipIT {

    @Test
    void whatIsLargeAndTextIsCompressedForThoseWhoAcceptItOnceItIsOn(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http");
                HttpClient client = HttpClient.newHttpClient()) {
            HttpAppJar.answering("shop", "").handling("""
                    String path = Request.getPathInContext(request);
                    response.getHeaders().put("Content-Type", path.equals("/picture") ? "image/png" : "text/plain");
                    text(response, callback, "all work ".repeat(path.equals("/small") ? 1 : 1000));""").dropInto(server.deploy(),
                    "shop.jar");
            server.awaitThat("it serves", () -> get(client, server, "/shop/", "gzip").statusCode() == 200);
            assertEquals("", coding(get(client, server, "/shop/", "gzip")));

            server.configure("reserve.http.cfg", "gzip=on");
            server.awaitThat("it is compressed", () -> coding(get(client, server, "/shop/", "gzip")).equals("gzip"));
            HttpResponse<byte[]> answer = get(client, server, "/shop/", "gzip");
            assertTrue(answer.body().length < 500, () -> answer.body().length + " bytes");
            assertEquals("all work ".repeat(1000), text(answer.body()));
            assertTrue(answer.headers().allValues("Vary").toString().contains("Accept-Encoding"), answer.headers().toString());
            assertEquals("", coding(get(client, server, "/shop/", "identity")));
            assertEquals("", coding(get(client, server, "/shop/small", "gzip")));
            assertEquals("", coding(get(client, server, "/shop/picture", "gzip")));
        }
    }

    private static HttpResponse<byte[]> get(HttpClient client, ServerProcess server, String path, String accept) throws Exception {
        int port = ((InetSocketAddress) server.address("web")).getPort();
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Accept-Encoding", accept).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String coding(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Content-Encoding").orElse("");
    }

    private static String text(byte[] gzip) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.US_ASCII);
    }
}
