package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.shell.Client.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
final class ScriptRunTest {

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

    private Answer run(String text) throws IOException {
        return server.script("x.gogo", text);
    }

    @Test
    void linesAreRunInOrderInOneSession() throws IOException {
        assertEquals(new Answer("5\none\ntwo\n", 0, ""), run("""
                # a comment
                a = 5

                say $a
                list   # another
                """));
        assertEquals(new Answer("", 0, ""), run(""));
        assertEquals(new Answer("one\ntwo\n", 0, ""), run("list"));
        assertEquals(new Answer("one\ntwo\n", 0, ""), run("list\r\n"));
    }

    @Test
    void aCommandGoesOnUntilItIsComplete() throws IOException {
        assertEquals(new Answer("here\none\ntwo\n", 0, ""), run("""
                both = {
                  say here
                  list
                }
                both
                """));
    }

    @Test
    void theFirstLineThatFailsEndsIt() throws IOException {
        assertEquals(new Answer("first\n", 1, "x.gogo:3: not today"), run("say first\n\nrefuse\nsay never\n"));
        assertEquals(new Answer("", 69, "x.gogo:1: no version of an app nobody has been launched; expected one of echo"),
                run("versions nobody\n"));
        assertEquals(64, run("say first\nfrobnicate\n").code());
        assertEquals("x.gogo:2: there is no command 'frobnicate'; 'help' lists them", run("say first\nfrobnicate\n").message());
    }

    @ParameterizedTest
    @CsvSource({"'say first\nsay )\n', 2", "'say first\n\nlist {\nlist\n', 3", "'say first\nsay \"a', 2"})
    void aLineThatIsNoneIsNamed(String text, int line) throws IOException {
        Answer answer = run(text);
        assertEquals("first\n", answer.output());
        assertEquals(64, answer.code());
        assertTrue(answer.message().startsWith("x.gogo:" + line + ": "), answer.message());
    }

    @Test
    void exitEndsItWithItsCode() throws IOException {
        assertEquals(new Answer("first\n", 7, ""), run("say first\nexit 7\nsay never\n"));
        assertEquals(new Answer("first\n", 0, ""), run("say first\nexit\nrefuse\n"));
        assertEquals(new Answer("first\n", 7, ""), run("say first; exit 7; say never\nsay never\n"));
        assertEquals(64, run("exit 1000\n").code());
        assertEquals(64, run("exit now\n").code());
    }

    @Test
    void aClientThatGoesAwayEndsIt() throws IOException, InterruptedException {
        try (Client client = server.connect()) {
            client.send("#script x.gogo 6\nawait\n");
            server.samples.waiting.await();
        }
        server.samples.interrupted.await();
    }
}
