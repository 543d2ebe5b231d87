package dev.reserve.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpTest {

    @ParameterizedTest
    @CsvSource({"404 Not Found", "503 Service Unavailable", "500 Internal Server Error"})
    void anAnswerThatIsNot200IsALoss(String status) throws Exception {
        String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
        // The server answers when it has the blank line that ends the request.
        try (FakeServer server = new FakeServer((_, line) -> line.isEmpty() ? answer : FakeServer.silence())) {
            Target target = new Target("http", server.target().addresses(), Language.HTTP, false);
            try (Conversation conversation = open(target)) {
                assertEquals(Loss.STATUS, assertThrows(LossException.class, () -> conversation.ask(3, true)).loss());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void theServerMaySayThatAnAnswerWasTheLast(boolean says, boolean over) throws Exception {
        String answer = "HTTP/1.1 200\r\nContent-Length: 10\r\n" + (says ? "Connection: close\r\n" : "") + "\r\n7 1 hhh 7\n";
        try (FakeServer server = new FakeServer((_, line) -> line.isEmpty() ? answer : FakeServer.silence())) {
            try (Conversation conversation = open(new Target("http", server.target().addresses(), Language.HTTP, false))) {
                assertEquals(7, conversation.ask(3, false));
                assertEquals(over, conversation.over());
            }
        }
    }

    private static Conversation open(Target target) throws LossException {
        return Conversation.open(target, List.copyOf(target.addresses()).getFirst(), new Patience(Duration.ofSeconds(10)));
    }
}
