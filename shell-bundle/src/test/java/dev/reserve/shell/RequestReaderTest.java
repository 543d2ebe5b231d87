package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RequestReaderTest {

    @TempDir
    private Path directory;

    /// Reads what a client sends that then ends its stream.
    private Request read(String text) throws IOException, CommandFailure {
        return read(text.getBytes(StandardCharsets.UTF_8));
    }

    private Request read(byte[] bytes) throws IOException, CommandFailure {
        Path path = directory.resolve("socket");
        Files.deleteIfExists(path);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                Thread sender = Thread.ofVirtual().start(() -> send(client, bytes));
                try (SocketChannel accepted = server.accept()) {
                    return RequestReader.read(accepted, Duration.ofSeconds(20));
                } finally {
                    sender.join();
                }
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void send(SocketChannel client, byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                client.write(buffer);
            }
            client.shutdownOutput();
        } catch (IOException _) { // refused before all of it was read
        }
    }

    private void assertRefused(String text, String message) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> read(text));
        assertEquals(CommandFailure.BAD_DATA, failure.code());
        assertTrue(failure.line().contains(message), failure.line());
    }

    @Test
    void aLineIsACommandLine() throws IOException, CommandFailure {
        assertEquals(Request.of(new Request.Line("status --json")), read("status --json\r\nignored\n"));
        assertEquals(Request.of(new Request.Line("status")), read("status"));
        assertEquals(Request.of(new Request.Line("")), read(""));
        assertEquals(Request.of(new Request.Line("# a comment")), read("# a comment\n"));
        assertEquals(Request.of(new Request.Line("#")), read("#\n"));
    }

    @Test
    void headersComeBeforeIt() throws IOException, CommandFailure {
        Request request = read("#cwd /home/a b/../ann\nls\n");
        assertEquals(Path.of("/home/ann"), request.directory());
        assertEquals(new Request.Line("ls"), request.work());
        assertNull(read("ls\n#cwd /home/ann\n").directory());
        assertEquals("ssh alice@laptop SHA256:abc", read("#via ssh alice@laptop SHA256:abc\n#cwd /\nls\n").via());
        assertNull(read("ls\n").via());
    }

    @Test
    void aScriptComesWholeWhateverIsInIt() throws IOException, CommandFailure {
        String text = "a\n\0\n#cwd x\n€" + "x".repeat(100_000);
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        assertEquals(new Request.Script("my script.gogo", text),
                read("#cwd /x\n#script my script.gogo " + size + "\n" + text + "more").work());
        assertEquals(new Request.Script("none", ""), read("#script none 0\n").work());
    }

    @Test
    void aShellGetsWhatHasAlreadyBeenTyped() throws IOException, CommandFailure {
        Request.Shell shell = assertInstanceOf(Request.Shell.class, read("#shell xterm-256color 120 40\nst").work());
        assertEquals("xterm-256color", shell.terminal());
        assertEquals(120, shell.columns());
        assertEquals(40, shell.rows());
        assertEquals("st", StandardCharsets.UTF_8.decode(shell.typed()).toString());
    }

    @Test
    void whatIsWrongIsNamed() {
        assertRefused("#frobnicate 1\n", "the header '#frobnicate'; expected #cwd DIRECTORY");
        assertRefused("#cwd\n", "#cwd ''; expected an absolute path");
        assertRefused("#cwd home\n", "#cwd 'home'; expected an absolute path");
        assertRefused("#cwd /a\0b\n", "#cwd");
        assertRefused("#via\n", "#via ''; expected at most 300 characters");
        assertRefused("#via " + "x".repeat(301) + "\n", "expected at most 300 characters");
        assertRefused("#via a\rb\n", "none of them a control character");
        assertRefused("#script x\n", "expected #script NAME BYTES");
        assertRefused("#script 12\n", "expected #script NAME BYTES");
        assertRefused("#script x -1\n", "expected #script NAME BYTES");
        assertRefused("#script x 1048577\n", "at most 1048576 bytes");
        assertRefused("#script x 5\nabcd", "ended after 4 bytes; expected 5");
        assertRefused("#shell xterm 80\n", "expected #shell TERMINAL COLUMNS ROWS");
        assertRefused("#shell xterm 80 x\n", "expected #shell TERMINAL COLUMNS ROWS");
        assertRefused("#shell xterm 80 99999\n", "expected #shell TERMINAL COLUMNS ROWS");
        assertRefused("#shell -x 80 24\n", "expected #shell TERMINAL COLUMNS ROWS");
        assertRefused("#shell ../../x 80 24\n", "expected #shell TERMINAL COLUMNS ROWS");
        assertRefused("#" + "x".repeat(1000) + "\n", "…'; expected");
        assertRefused("x".repeat(Request.MAX_BYTES + 1), "longer than");
        assertRefused("#cwd /\n" + "x".repeat(Request.MAX_BYTES + 1), "longer than");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, Request.MAX_BYTES - 1, Request.MAX_BYTES})
    void aLineMayHaveSoManyBytes(int size) throws IOException, CommandFailure {
        assertEquals(new Request.Line("x".repeat(size)), read("x".repeat(size) + "\n").work());
        assertEquals(new Request.Line("x".repeat(size)), read("#cwd /\n" + "x".repeat(size)).work());
    }

    @Test
    void aScriptThatIsNotUtf8IsRefused() {
        byte[] bytes = "#script x 2\n??".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 1] = (byte) 0xff;
        CommandFailure failure = assertThrows(CommandFailure.class, () -> read(bytes));
        assertTrue(failure.line().contains("the script 'x' is not UTF-8"), failure.line());
    }

    @Test
    void anyBytesAreEitherARequestOrRefused() throws IOException {
        Random random = new Random(11);
        String[] parts = {"#cwd ", "#via ", "#script ", "#shell ", "#x", "\n", " ", "/", "x", "80 24", "3", "-1", "99999999999", "\0", "€",
            "\u007f"};
        for (int run = 0; run < 300; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                read(text.toString());
            } catch (CommandFailure e) {
                assertEquals(CommandFailure.BAD_DATA, e.code(), text::toString);
            }
        }
    }
}
