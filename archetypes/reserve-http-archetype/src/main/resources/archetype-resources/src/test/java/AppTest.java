package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.ReserveTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@ReserveTest(app = App.class)
class AppTest {

    @Test
    void greetsByName(URI root, HttpClient http) throws Exception {
        assertEquals("hello, world\n", get(http, root));
        assertEquals("hello, Ann\n", get(http, root.resolve("Ann")));
    }

    @Test
    void aSwapLosesNothing(AppServer server, URI root, HttpClient http) throws Exception {
        assertEquals("hello, Ann\n", get(http, root.resolve("Ann")));
        server.swap(App.class, "good", "day");
        assertEquals("good day, Ann\n", get(http, root.resolve("Ann")));
        server.assertNothingLost();
    }

    private static String get(HttpClient http, URI uri) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    }
}
