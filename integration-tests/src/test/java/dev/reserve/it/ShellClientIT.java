package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The shell, as somebody at a terminal has it, and scripts. They share one server, which serves `echo` on `web`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShellClientIT {

    private static final String PROMPT = "reserve> ";

    private final Path directory;
    private final ServerProcess server;

    ShellClientIT(@TempDir Path directory) {
        this.directory = directory;
        this.server = ServerProcess.started(directory, "-b", "web=127.0.0.1:0", "echo");
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private Terminal shell() {
        return Terminal.of(directory, Distribution.bin("reservectl"), "--data", server.data().toString()).see(PROMPT);
    }

    private Invocation.Ended ctl(String... arguments) throws IOException {
        return Invocation.of(List.of(Distribution.bin("reservectl"), "--data", server.data().toString()),
                List.of(arguments)).in(directory).run();
    }

    /// Its standard input is a file.
    private Invocation.Ended from(Path input) throws IOException {
        return Invocation.of("sh", "-c", "exec \"$0\" --data \"$1\" <\"$2\"", Distribution.bin("reservectl"), server.data().toString(),
                input.toString()).run();
    }

    @Test
    void aLineIsEditedCompletedAndRun() throws IOException {
        shell().type("xx\b\bvers\tec\t\r").see("current").see(PROMPT).type("lb | grep -i 'reserve: sh'\r").see("Reserve: shell").see(PROMPT)
                .type("nonsense\r").see("there is no command 'nonsense'").see(PROMPT).type("exit\r").end(0).run();
        assertTrue(server.isAlive());
    }

    @Test
    void filesAreCompletedWhereTheClientIs() throws IOException {
        Files.writeString(directory.resolve("some-notes.txt"), "found by the server\n");
        shell().type("cat some-n\t\r").see("found by the server").see(PROMPT).type("exit\r").end(0).run();
        assertEquals("found by the server\n", ctl("cat", "some-notes.txt").out());
    }

    @Test
    void exitAndCtrlDEndTheSessionAndNotTheServer() throws IOException {
        shell().type("exit 3\r").end(3).run();
        shell().type("quit\r").end(0).run();
        shell().type("\u0004").end(0).run();
        assertTrue(server.isAlive());
    }

    @Test
    void aShellCanBeLeftWhileACommandRuns() throws IOException {
        shell().type("echo x$COLUMNS; sleep 100000\r").see("x80").type("\u001c").see("left the shell").end(75).run();
    }

    @Test
    void ctrlCClearsTheLineOrEndsWhatRuns() throws IOException {
        shell().type("nonsense\u0003").see(PROMPT).type("echo x$COLUMNS; sleep 100000\r").see("x80").type("\u0003").see(PROMPT)
                .type("echo y$COLUMNS\r").see("y80").type("\u0004").end(0).run();
    }

    @Test
    void aNewSizeOfTheTerminalIsFollowed() throws IOException {
        // The prompt is shown anew when the server knows.
        shell().resize(132, 40).see(PROMPT).type("echo $COLUMNS x $LINES\r").see("132 x 40").type("\u0004").end(0).run();
    }

    @Test
    void theHistoryGoesOnFromSessionToSession() throws IOException {
        shell().type("echo history $COLUMNS\r").see("history 80").see(PROMPT).type("\u0004").end(0).run();
        shell().type("\u0012tory $C\r").see("history 80").see(PROMPT).type("\u0004").end(0).run(); // Ctrl-R looks for it
        Path history = server.data().resolve("admin/history");
        assertTrue(Files.readString(history).contains(":echo history $COLUMNS\n"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
    }

    @Test
    void aServerThatDiesIsToldAndTheTerminalPutBack() throws IOException {
        Path own = Files.createDirectory(directory.resolve("dies"));
        try (ServerProcess dies = ServerProcess.started(own, "-b", "web=127.0.0.1:0", "echo")) {
            Terminal.of(own, Distribution.bin("reservectl"), "--data", dies.data().toString()).see(PROMPT).type("stat").see("stat")
                    .meanwhile("kill", "-KILL", Long.toString(dies.pid())).see("reservectl: ").end(74).run();
        }
    }

    @Test
    void theServersOwnTerminalGetsTheSameShell() throws IOException {
        Path own = Files.createDirectory(directory.resolve("console"));
        Path broken = Files.createDirectory(own.resolve("deploy")).resolve("broken.jar");
        String shown = Terminal
                .of(own, ServerProcess.reserveCommand(own, "--console", "-b", "web=127.0.0.1:0", "echo").toArray(String[]::new))
                .see("shutdown ends the server").see(PROMPT).type("stat").see("stat").meanwhile("sh", "-c", "echo no jar >'" + broken + "'")
                .see("rejected")
                .see(PROMPT + "stat").type("us\r").see("serving, pid").see(PROMPT).type("exit 1\r")
                .see("the console has ended; the server goes on")
                .meanwhile("sh", "-c", "kill \"$(cat '" + own.resolve("data/lock") + "')\"").see("stopped").end(0).run();
        assertFalse(shown.contains("ERROR"), shown);
    }

    @Test
    void withoutATerminalThereIsNoConsole() throws IOException {
        Invocation.Ended ended = Invocation.of(ServerProcess.reserveCommand(directory.resolve("none"), "--console", "echo")).run();
        assertEquals(64, ended.exit());
        assertTrue(ended.err().startsWith("reserve: --console: standard input and standard output are not a terminal"), ended.err());
    }

    @Test
    void aScriptRunsToItsEnd() throws IOException {
        Path script = Files.writeString(directory.resolve("good.gogo"), """
                # what the lines share
                app = echo

                each [1 2] {
                  echo line $it
                }
                versions $app | grep -v STATE | wc -l
                """);
        Invocation.Ended ended = ctl("-f", script.toString());
        assertEquals(0, ended.exit(), ended.err());
        assertTrue(ended.out().startsWith("line 1\nline 2\n"), ended.out());
        assertEquals(ended, ctl("--file", "good.gogo"));
        assertEquals(ended, from(script));
        assertEquals(new Invocation.Ended(0, "", ""), ctl());
        assertEquals(new Invocation.Ended(0, "", ""),
                Invocation.of("sh", "-c", "exec \"$0\" --data \"$1\" <&-", Distribution.bin("reservectl"),
                        server.data().toString()).run(),
                "standard input is closed");
    }

    @Test
    void aLineThatFailsEndsAScriptAndIsNamed() throws IOException {
        Path script = Files.writeString(directory.resolve("bad.gogo"), "echo first\n\nversions nobody\necho never\n");
        Invocation.Ended ended = ctl("-f", "bad.gogo");
        assertEquals(69, ended.exit());
        assertEquals("first\n", ended.out());
        assertTrue(ended.err().startsWith("reservectl: bad.gogo:3: "), ended.err());
        ended = from(script);
        assertEquals(69, ended.exit());
        assertTrue(ended.err().startsWith("reservectl: standard input:3: "), ended.err());
        assertEquals(new Invocation.Ended(7, "first\n", ""),
                from(Files.writeString(directory.resolve("exit.gogo"), "echo first\nexit 7\necho never\n")));
    }

    @Test
    void scriptsRunAsTheGuideShows() throws IOException {
        Files.writeString(directory.resolve("deploy.gogo"), "# three lines\nstatus\nversions shop\n");
        String shown = Guide.listings("shell-session.md", "sh").getFirst().strip();
        for (String command : shown.replace("./reservectl", Distribution.bin("reservectl") + " --data " + server.data())
                .split(" +# or: ", -1)) {
            Invocation.Ended ended = Invocation.of("sh", "-c", command).in(directory).run();
            assertEquals(69, ended.exit(), ended.toString());
            assertTrue(ended.out().contains("serving, pid "), ended.out());
            String error = ended.err().strip().replace("standard input", "deploy.gogo");
            assertTrue(Guide.text("shell-session.md").contains("`" + error + "`"), error);
        }
    }

    @Test
    void aScriptThatCannotBeReadIsNamed() throws IOException {
        Invocation.Ended ended = ctl("-f", "nowhere.gogo");
        assertEquals(66, ended.exit());
        assertTrue(ended.err().contains("nowhere.gogo"), ended.err());
        assertEquals(66, ctl("-f", ".").exit());
    }
}
