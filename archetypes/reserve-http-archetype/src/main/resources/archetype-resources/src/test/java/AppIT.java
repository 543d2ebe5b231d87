package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.testkit.DistributionServer;
import dev.reserve.testkit.ReserveDistribution;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

@ReserveDistribution(jar = "target/*.jar", command = {"http", "${artifactId}", "good", "day"})
class AppIT {

    @Test
    void theJarIsServed(DistributionServer server, URI root, HttpClient http) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve("Ann")).build();
        assertEquals("good day, Ann\n", http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        server.assertNothingLost();
    }
}
