package dev.reserve.benchmarks.load;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// A program that cannot see a loss proves nothing. Each of these servers loses connections in one way, most of them only now and then.
class ClientsTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Progress progress = new Progress();

    @Test
    void aServerThatLosesNothingShowsNoLoss() throws Exception {
        Tally tally = shorts((_, line) -> FakeServer.answer(7, line));
        assertEquals(0, tally.lost(), () -> tally.examples().toString());
        assertTrue(tally.served() >= 100);
        assertEquals(7, progress.latest());
    }

    @Test
    void aResetIsSeen() throws Exception {
        expect(Loss.RESET, shorts((number, line) -> number % 10 == 3 ? FakeServer.reset() : FakeServer.answer(7, line)));
    }

    @Test
    void anEndBeforeTheAnswerIsSeen() throws Exception {
        expect(Loss.UNANSWERED, shorts((number, line) -> number % 10 == 3 ? "" : FakeServer.answer(7, line)));
    }

    @Test
    void anEndInTheMiddleOfTheAnswerIsSeen() throws Exception {
        expect(Loss.UNANSWERED,
                shorts((number, line) -> number % 10 == 3 ? FakeServer.answer(7, line).stripTrailing() : FakeServer.answer(7, line)));
    }

    @Test
    void anAnswerThatDoesNotComeIsSeen() throws Exception {
        expect(Loss.UNANSWERED, shorts((number, line) -> number % 50 == 3 ? FakeServer.silence() : FakeServer.answer(7, line)));
    }

    @Test
    void anAnswerToAnotherQuestionIsSeen() throws Exception {
        expect(Loss.WRONG, shorts((number, line) -> FakeServer.answer(7, number % 10 == 3 ? "4711 1" : line)));
    }

    @Test
    void moreThanWasAskedForIsSeen() throws Exception {
        expect(Loss.WRONG, shorts((number, line) -> FakeServer.answer(7, line) + (number % 10 == 3 ? "more\n" : "")));
    }

    @Test
    void anAnswerOfTwoVersionsIsSeen() throws Exception {
        expect(Loss.MIXED, shorts((number, line) -> FakeServer.answer(7, line).replaceAll(" 7\n", number % 10 == 3 ? " 8\n" : " 7\n")));
    }

    @Test
    void anAnswerOfAVersionThatWasReplacedBeforeIsSeen() throws Exception {
        expect(Loss.STALE, shorts((number, line) -> FakeServer.answer(number > 10 && number % 10 == 3 ? 6 : 7, line)));
    }

    @Test
    void aConnectionThatGoesOnWithAnotherVersionIsSeen() throws Exception {
        try (FakeServer server = new FakeServer((_, line) -> FakeServer.answer(line.startsWith("2 ") ? 8 : 7, line));
                Clients clients = new Clients(progress, PATIENCE)) {
            clients.keptConnections(1, server.target()).longConnections(1, server.target(), 3);
            await().until(() -> clients.tallies().stream().allMatch(tally -> tally.lost(Loss.MIXED) >= 3));
            clients.stop();
        }
    }

    @Test
    void aRefusalIsSeen() throws Exception {
        SocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
        try (Clients clients = new Clients(progress, PATIENCE)) {
            clients.shortConnections(1, new Target("nobody", List.of(nobody), Language.LINES, true), 0);
            await().until(() -> clients.tallies().getFirst().lost(Loss.REFUSED) >= 3);
            clients.stop();
        }
    }

    @Test
    void whilePausedNoConnectionIsOpen() throws Exception {
        try (FakeServer server = new FakeServer((_, line) -> FakeServer.answer(7, line));
                Clients clients = new Clients(progress, PATIENCE)) {
            clients.shortConnections(1, server.target(), 0).keptConnections(1, server.target()).longConnections(1, server.target(), 3);
            await().until(() -> clients.connections() > 50);
            clients.pause();
            await().until(() -> server.open() == 0);
            long before = clients.connections();
            clients.resume();
            await().until(() -> clients.connections() > before + 50);
            clients.stop();
            assertEquals(0, clients.lost());
        }
    }

    private Tally shorts(BiFunction<Integer, String, String> answers) throws InterruptedException {
        try (FakeServer server = new FakeServer(answers); Clients clients = new Clients(progress, PATIENCE)) {
            clients.shortConnections(1, server.target(), 0);
            await().until(() -> clients.connections() >= 100);
            clients.stop();
            return clients.tallies().getFirst();
        }
    }

    private static void expect(Loss loss, Tally tally) {
        assertTrue(tally.lost(loss) > 0, () -> tally.examples().toString());
        assertEquals(tally.lost(), tally.lost(loss), () -> tally.examples().toString());
        assertTrue(tally.served() > tally.lost(), "most are well");
    }
}
