package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.shell.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class InteractiveShellTest {

    private static final String PROMPT = "reserve> ";

    @TempDir
    private Path data;

    private ShellServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ShellServer(data);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// Somebody at a terminal.
    private final class Person implements AutoCloseable {

        private final Client client = server.connect();
        private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
        private int seen;

        Person() throws IOException {
            client.send("#shell ansi 80 24\n");
            see("welcome");
            see(PROMPT);
        }

        void type(String text) throws IOException {
            client.send(text);
        }

        /// Waits until it is shown, after what has been seen before.
        void see(String text) throws IOException {
            await(text, plain -> {
                int at = plain.indexOf(text);
                return at < 0 ? at : at + text.length();
            });
        }

        /// Waits until it is shown twice, as it was typed and as a command has printed it, next. Each character is shown and given to the command by itself, so that these may come in turn.
        void seeTwice(String text) throws IOException {
            int length = 2 * text.length();
            int[] sorted = (text + text).chars().sorted().toArray();
            await(text + text,
                    plain -> plain.length() >= length && Arrays.equals(plain.substring(0, length).chars().sorted().toArray(), sorted)
                            ? length
                            : -1);
        }

        /// @param end where it ends in what has not been seen yet, or -1 if it is not there
        private void await(String text, ToIntFunction<String> end) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (true) {
                String plain = shown.toString(StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
                int past = end.applyAsInt(plain.substring(seen));
                if (past >= 0) {
                    seen += past;
                    return;
                }
                if (client.channel().read(buffer.clear()) < 0) {
                    throw new AssertionError("not shown: " + text + ", but: " + plain.substring(seen));
                }
                shown.write(buffer.array(), 0, buffer.position());
            }
        }

        Answer end() throws IOException {
            return client.answer();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    @Test
    void whatIsTypedIsRun() throws IOException {
        try (Person person = new Person()) {
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
            person.see(PROMPT);
            person.type("refuse; list\r");
            person.see("not today\r\n");
            person.see(PROMPT);
            person.type("a = { list\r");
            person.type("}\r");
            person.see(PROMPT);
            person.type("a\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void exitAndTheEndOfTheInputLeaveIt() throws IOException {
        try (Person person = new Person()) {
            person.type("exit 3\r");
            assertEquals(3, person.end().code());
        }
        try (Person person = new Person()) {
            person.type("exit 1000\r");
            person.see("expected exit [CODE]");
            person.see(PROMPT);
            person.type("quit\r");
            assertEquals(0, person.end().code());
        }
        try (Person person = new Person()) {
            person.type("\u0004");
            assertEquals(0, person.end().code());
        }
        try (Person person = new Person()) {
            person.type("list\r");
            person.client.channel().shutdownOutput();
            Answer answer = person.end();
            assertTrue(answer.output().contains("one\r\ntwo\r\n"), answer.output());
            assertEquals(0, answer.code());
        }
    }

    @Test
    void ctrlCClearsTheLineOrEndsWhatRuns() throws IOException, InterruptedException {
        try (Person person = new Person()) {
            person.type("nonsense".repeat(50) + "\u0003");
            person.see(PROMPT);
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
            person.see(PROMPT);
            person.type("await\r");
            server.samples.waiting.await();
            person.type("\u0003");
            person.see("last words\r\n");
            person.see("interrupted");
            person.see(PROMPT);
            person.type("flood 100000000\r");
            person.see("line 1000\r\n");
            person.type("\u0003");
            person.see(PROMPT);
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void ctrlCEndsWhatIsJustStarting() throws IOException {
        try (Person person = new Person()) {
            for (int i = 0; i < 200; i++) {
                person.type("say x$COLUMNS; await\r");
                person.see("x80\r\n");
                person.type("\u0003");
                person.see(PROMPT);
            }
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void commandsPrintAfterOneWasInterruptedAsItPrinted() throws IOException {
        try (Person person = new Person()) {
            person.type("hurry\r");
            person.see(PROMPT);
            person.type("copy <<< again\r");
            person.see("copying\r\nagain");
        }
    }

    @Test
    void aCommandThatReadsWhatIsTypedEndsWithoutTheShell() throws IOException {
        try (Person person = new Person()) {
            for (String end : List.of("\u0004", "\u0003")) {
                person.type("copy\r");
                person.see("copying\r\n");
                person.type("typed\r");
                person.seeTwice("typed\r\n");
                person.type(end);
                person.see(PROMPT);
            }
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void commandsTheirArgumentsAndOptionsAreCompleted() throws IOException {
        try (Person person = new Person()) {
            person.type("vers\tec\t\r");
            person.see("current");
            person.see(PROMPT);
            person.type("status --js\t\r");
            person.see("\"server\"");
            person.see(PROMPT);
            person.type("reserve:vers\techo\r");
            person.see("current");
            person.see(PROMPT);
            person.type("connections --limit 3 --listener loc\t--stack\r");
            person.see("/run/x.sock");
            person.see(PROMPT);
            person.type("connections --app ec\t\r");
            person.see("10.0.0.7:4711");
        }
    }

    @Test
    void theHistoryIsKeptForTheOwnerAlone() throws IOException {
        try (Person person = new Person()) {
            person.type("list\r");
            person.see("one\r\ntwo\r\n");
            person.see(PROMPT);
            person.type(" say secret\r");
            person.see(PROMPT);
            person.type("exit\r");
            person.end();
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(server.history)));
        String kept = Files.readString(server.history);
        assertTrue(kept.contains("list") && !kept.contains("secret"), kept);
        try (Person person = new Person()) {
            person.type("\u001b[A\u001b[A\r"); // up, twice: exit came last
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void whatIsLeftOfABrokenHistoryIsUsed() throws IOException {
        Files.write(server.history,
                "1795403379766:list\nx\n1:\u00ff\u00fe\n1:\\\n99999999999999999999:x\n1:tru\\".getBytes(StandardCharsets.ISO_8859_1));
        try (Person person = new Person()) {
            person.type("\u001b[A\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void theSizeOfTheTerminalIsKnownAndFollowed() throws IOException {
        try (Person person = new Person()) {
            person.type("say x$COLUMNS\r");
            person.see("x80\r\n");
            person.see(PROMPT);
            person.type("\0size 132 40\nsay x$COLUMNS; say y$LINES\r");
            person.see("x132\r\n");
            person.see("y40\r\n");
        }
    }

    @Test
    void theLineIsShownAgainWhenAskedFor() throws IOException {
        try (Person person = new Person()) {
            person.type("lis");
            person.see("lis");
            person.type("\0redraw\n");
            person.see(PROMPT + "lis");
            person.type("t\r");
            person.see("one\r\ntwo\r\n");
        }
    }

    @Test
    void aMessageThatIsNoneEndsTheSession() throws IOException {
        try (Person person = new Person()) {
            person.type("\0frobnicate\n");
            Answer answer = person.end();
            assertEquals(65, answer.code());
            assertTrue(answer.message().contains("'frobnicate'"), answer.message());
        }
    }

    @Test
    void aServerThatStopsSaysSo() throws IOException {
        try (Person idle = new Person(); Person busy = new Person()) {
            busy.type("await\r");
            awaitWaiting();
            server.stop();
            for (Person person : new Person[]{idle, busy}) {
                Answer answer = person.end();
                assertEquals(75, answer.code());
                assertTrue(answer.message().contains("stopping"), answer.message());
            }
        }
    }

    @Test
    void aClientThatGoesAwayEndsWhatRuns() throws IOException, InterruptedException {
        try (Person person = new Person()) {
            person.type("await\r");
            awaitWaiting();
        }
        server.samples.interrupted.await();
    }

    private void awaitWaiting() throws IOException {
        try {
            server.samples.waiting.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void moreThanIsReadMayBeTypedAhead() throws IOException, InterruptedException {
        try (Person person = new Person()) {
            person.type("await\r");
            server.samples.waiting.await();
            person.type("x".repeat(5000));
            person.type("\u0003");
            server.samples.interrupted.await();
            person.see(PROMPT);
        }
    }
}
