package dev.reserve.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@ReserveTest(app = Lines.class, args = "hello")
class ClientTest {

    @Test
    void whatComesIsComparedWhereverItIsCut(Client client) {
        client.send("one\ntwo\n").expect("hello o").expect("ne\nhello two\n");
        client.send("thr").send("ee\n");
        assertEquals("hello three", client.line());
        client.finish().closed();
    }

    @Test
    @ReserveTest(app = Lines.class, args = "hello", transport = Transport.UNIX)
    void unixSocketsAreServedAlike(AppServer server, Client client) {
        assertEquals(UnixDomainSocketAddress.class, server.address().getClass());
        client.send("one\n").expect("hello one\n").finish();
        assertEquals("", client.rest());
        String message = String.valueOf(assertThrows(IllegalStateException.class, server::uri).getMessage());
        assertTrue(message.endsWith("expected transport = Transport.TCP"), message);
    }

    @Test
    void anAppMayAnswerWhileTheClientIsStillSending(AppServer server) throws Exception {
        server.swap(args -> (socket, peer, host) -> Channels.newInputStream(socket).transferTo(Channels.newOutputStream(socket)));
        byte[] much = new byte[4 * 1024 * 1024];
        Arrays.fill(much, (byte) 'x');
        server.connect().send(much).expect(much).finish().closed();
    }

    @Test
    void somethingElseIsShown(Client client) {
        client.send("\tone\n");
        fails("expected \"goodbye\", and \"hello \\tone\\n\" came", () -> client.expect("goodbye"));
    }

    @Test
    void anEndThatComesTooEarlyIsShown(Client client) {
        client.send("half\ndrop\n");
        fails("expected \"hallo\", and the connection ended after \"ha\"", () -> client.expect("hallo"));
    }

    @Test
    void anEndInPlaceOfALineIsShown(Client client) {
        client.send("half\ndrop\n");
        fails("expected a line, and the connection ended after \"ha\"", client::line);
    }

    @Test
    @ReserveTest(app = Lines.class, args = "hello", deadlineSeconds = 1)
    void whatDoesNotComeFailsAtTheDeadlineAndShowsWhatCame(Client client) {
        client.send("half\n");
        fails("expected \"hallo\"; within 1 s came \"ha\" and nothing more", () -> client.expect("hallo"));
        fails("expected a line; within 1 s came \"ha\" and nothing more", client::line);
        client.expect("ha");
        fails("expected the end of the connection; within 1 s came nothing", client::closed);
    }

    @Test
    void somethingInPlaceOfTheEndIsShown(Client client) {
        client.send("one\n");
        fails("expected the end of the connection, and \"hello one\\n\" came", client::closed);
    }

    @Test
    void aResetIsNoEnd(Client client) {
        client.send("drop\n" + "unread\n".repeat(100_000));
        AssertionError error = assertThrows(AssertionError.class, client::closed);
        assertTrue(String.valueOf(error.getMessage()).contains("and the connection broke after"), error.getMessage());
    }

    @Test
    @ReserveTest(app = Lines.class, args = "hello", deadlineSeconds = 1)
    void whatTheAppDoesNotTakeFailsAtTheDeadline(AppServer server) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.swap(args -> (socket, client, host) -> over.await());
        Client client = server.connect();
        AssertionError error = assertThrows(AssertionError.class, () -> client.send(new byte[64 * 1024 * 1024]));
        over.countDown();
        String message = String.valueOf(error.getMessage());
        assertTrue(message.matches("sent 67108864 bytes, of which the app has not taken \\d+ within 1 s"), message);
    }

    private static void fails(String message, Executable executable) {
        assertEquals(message, assertThrows(AssertionError.class, executable).getMessage());
    }
}
