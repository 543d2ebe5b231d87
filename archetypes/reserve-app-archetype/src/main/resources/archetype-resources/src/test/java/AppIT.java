package ${package};

import dev.reserve.testkit.Client;
import dev.reserve.testkit.DistributionServer;
import dev.reserve.testkit.ReserveDistribution;
import org.junit.jupiter.api.Test;

@ReserveDistribution(jar = "target/*.jar", command = {"${artifactId}", "good", "day"})
class AppIT {

    @Test
    void theJarIsServed(DistributionServer server, Client client) {
        client.send("Ann\n").expect("good day, Ann\n").finish().closed();
        server.assertNothingLost();
    }
}
