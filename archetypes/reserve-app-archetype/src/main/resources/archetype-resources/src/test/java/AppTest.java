package ${package};

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.Load;
import dev.reserve.testkit.ReserveTest;
import org.junit.jupiter.api.Test;

@ReserveTest(app = App.class)
class AppTest {

    @Test
    void greetsByName(Client client) {
        client.send("Ann\n").expect("hello, Ann\n");
        client.send("Bob\n").expect("hello, Bob\n");
        client.finish().closed();
    }

    @Test
    @ReserveTest(app = App.class, args = {"good", "day"})
    void greetsWithItsArguments(Client client) {
        client.send("Ann\n").expect("good day, Ann\n");
    }

    @Test
    void aSwapLosesNothing(AppServer server) throws Exception {
        try (Load load = server.load(4, client -> client.send("Ann\n").expect("hello, Ann\n"))) {
            load.await(100);
            server.swap(App.class);
            load.await(100);
        }
        server.assertNothingLost();
    }
}
