package dev.reserve.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.HttpApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

@ReserveTest(app = HttpAppTest.Pages.class, args = "old")
class HttpAppTest {

    /// Answers with its argument and the path.
    static final class Pages implements HttpApp {

        @Override
        public Handler launch(String... args) {
            return new Handler.Abstract.NonBlocking() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) {
                    String path = Request.getPathInContext(request);
                    if (path.equals("/broken")) {
                        throw new IllegalStateException("told to");
                    }
                    Content.Sink.write(response, true, args[0] + " " + path, callback);
                    return true;
                }
            };
        }
    }

    @Test
    void aSubAppAnswersAtTheRoot(URI root, HttpClient http) throws Exception {
        assertEquals("old /page", get(http, root.resolve("page")).body());
    }

    @Test
    void aSwapOnAConnectionThatStaysLosesNothing(AppServer server, Client kept) throws Exception {
        String get = "GET /x HTTP/1.1\r\nHost: test\r\n\r\n";
        try (Load load = server.load(2, client -> {
            client.send(get);
            while (!client.line().isEmpty()) {}
        })) {
            load.await(20);
            body(kept.send(get)).expect("old /x");
            assertEquals(0, server.swap(Pages.class, "new").await());
            body(kept.send(get)).expect("new /x");
            load.await(20);
        }
        server.assertNothingLost();
    }

    @Test
    void connectionsThatDrainEndAfterTheNextAnswerAndOthersWait(AppServer server, Client kept) throws Exception {
        body(kept.send("GET /x HTTP/1.1\r\nHost: test\r\n\r\n")).expect("old /x");
        Draining old = server.drain();
        assertEquals("", kept.rest());
        assertEquals(0, old.await());
        Client waiting = server.connect().send("GET /y HTTP/1.0\r\nHost: test\r\n\r\n");
        server.swap(Pages.class, "new");
        assertTrue(waiting.rest().endsWith("new /y"));
        server.assertNothingLost();
    }

    @Test
    void aRequestThatTheAppFailsIsLost(AppServer server, URI root, HttpClient http) throws Exception {
        assertEquals(500, get(http, root.resolve("broken")).statusCode());
        String message = String.valueOf(assertThrows(AssertionError.class, server::assertNothingLost).getMessage());
        assertTrue(message.contains("1 requests of version Pages-1 failed, the last by java.lang.IllegalStateException: told to"), message);
    }

    @Test
    void anAppOfAnotherKindIsRefused(AppServer server) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> server.swap(Lines.class)).getMessage());
        assertEquals("dev.reserve.testkit.Lines is not a HttpApp; expected one, as the app before", message);
    }

    private static Client body(Client client) {
        assertEquals("HTTP/1.1 200 OK", client.line());
        while (!client.line().isEmpty()) {}
        return client;
    }

    private static HttpResponse<String> get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
