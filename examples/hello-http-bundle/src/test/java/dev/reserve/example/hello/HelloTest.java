package dev.reserve.example.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.ReserveTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

@ReserveTest(app = Hello.class, args = {"good", "day"})
class HelloTest {

    @Test
    void greetsWithItsArgumentsWhateverTheSwap(AppServer server, URI root, HttpClient http) throws Exception {
        assertEquals("good day\n", get(http, root));
        server.swap(Hello.class);
        assertEquals("hello\n", get(http, root.resolve("anything")));
        server.assertNothingLost();
    }

    private static String get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
}
