package dev.reserve.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.app.ReserveApp;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@ReserveTest(app = Lines.class, args = "old")
class AppServerTest {

    private static final Conversation OLD_OR_NEW = client -> {
        String answer = client.send("one\n").line();
        if (answer.equals("moving")) { // it was in the middle of it when the swap came
            answer = client.line();
        }
        assertTrue(answer.equals("old one") || answer.equals("new one"), answer);
    };

    @Test
    void aSwapUnderLoadLosesNothing(AppServer server) throws Exception {
        try (Load load = server.load(3, OLD_OR_NEW)) {
            load.await(100);
            assertEquals(0, server.swap(Lines.class, "new").await());
            load.await(100);
            assertTrue(load.held() >= 200);
        }
        server.connect().send("two\n").expect("new two\n");
        server.assertNothingLost();
    }

    @Test
    void connectionsEndOnTheVersionTheyBeganWith(AppServer server, Client before) throws Exception {
        before.send("one\n").expect("old one\n");
        Draining old = server.swap(Lines.class, "new");
        before.expect("moving\n").send("two\n").expect("old two\n");
        server.connect().send("two\n").expect("new two\n");
        assertFalse(old.ended());
        before.close();
        assertEquals(0, old.await());
        server.assertNothingLost();
    }

    @Test
    void aLaunchThatThrowsChangesNothing(AppServer server, Client client) {
        assertThrows(IllegalArgumentException.class, () -> server.swap(Lines.class, "one", "two"));
        client.send("one\n").expect("old one\n");
        server.assertNothingLost();
    }

    @Test
    void whatIsDrainedTellsItsConnectionsAndOthersWaitForTheNext(AppServer server, Client before) throws Exception {
        before.send("one\n").expect("old one\n");
        Draining old = server.drain();
        before.expect("moving\n").finish().closed();
        assertEquals(0, old.await());
        Client waiting = server.connect().send("two\n");
        server.swap(Lines.class, "new");
        waiting.expect("new two\n");
        server.assertNothingLost();
    }

    @Test
    void aConnectionThatTheAppDropsIsLost(AppServer server) {
        try (Load load = server.load(1, client -> client.send("drop\n").expect("old drop\n"))) {
            assertThrows(AssertionError.class, () -> load.await(1));
        }
        loses(server, "expected \"old drop\\n\", and the connection ended after \"\"");
    }

    @Test
    void aConnectionThatTheAppFailsIsLostAlsoWhereTheClientExpectsItsEnd(AppServer server, Client client) {
        client.send("throw\n").closed();
        loses(server, "1 connections of version test-1 failed, the last by java.lang.IllegalStateException: told to");
    }

    @Test
    @ReserveTest(app = Lines.class, args = "old", deadlineSeconds = 1)
    void aConnectionThatIsCutIsLost(AppServer server, Client client) throws Exception {
        client.send("one\n").expect("old one\n");
        assertEquals(1, server.swap(Lines.class, "new").await());
        client.expect("moving\n").closed();
        loses(server, "1 connections of version test-1 were cut at the drain timeout");
    }

    @Test
    @ReserveTest(app = Lines.class, args = "old", deadlineSeconds = 1)
    void aConnectionThatTheAppDoesNotEndIsLost(AppServer server) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        ReserveApp careless = args -> (socket, peer, host) -> {
            socket.write(ByteBuffer.wrap(new byte[]{'x'}));
            over.join();
        };
        server.swap(careless);
        server.connect().expect("x").close();
        loses(server, "waited 1 s in vain until connections that clients have ended have ended in the app: 1 are still open");
        over.complete(null);
    }

    @Test
    void anExceptionOfAConversationIsLostAsWell(AppServer server) {
        try (Load load = server.load(2, client -> {
            throw new IllegalStateException("confused");
        })) {
            assertThrows(AssertionError.class, () -> load.await(1));
        }
        loses(server, "load-client-1: java.lang.IllegalStateException: confused");
    }

    private static void loses(AppServer server, String what) {
        String message = String.valueOf(assertThrows(AssertionError.class, server::assertNothingLost).getMessage());
        assertTrue(message.startsWith("something was lost:\n") && message.contains("\n  " + what), message);
    }
}
