package dev.reserve.example.echo;

import dev.reserve.testkit.AppServer;
import dev.reserve.testkit.Client;
import dev.reserve.testkit.Load;
import dev.reserve.testkit.ReserveTest;
import org.junit.jupiter.api.Test;

@ReserveTest(app = Echo.class, args = {"hello", "there"})
class EchoTest {

    @Test
    void greetsWithItsArgumentsAndSendsBackTheRest(Client client) {
        client.expect("hello there\n").send("one").expect("one").send("two").expect("two").finish().closed();
    }

    @Test
    @ReserveTest(app = Echo.class)
    void doesNotGreetWithoutArguments(Client client) {
        client.send("one").expect("one").finish().closed();
    }

    @Test
    void aSwapLosesNothing(AppServer server) throws Exception {
        try (Load load = server.load(2, client -> client.expect("hello there\n").send("one").expect("one"))) {
            load.await(50);
            server.swap(Echo.class, "hello", "there");
            load.await(50);
        }
        server.assertNothingLost();
    }
}
