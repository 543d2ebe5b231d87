package dev.reserve.shell;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Reloads;
import dev.reserve.shell.AdminSession.Patience;
import dev.reserve.shell.Client.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class AdminSocketTest {

    @TempDir
    private Path data;

    private final CommandProcessorImpl gogo = new CommandProcessorImpl();
    private final SampleCommands samples = new SampleCommands();
    private Path path = Path.of("");
    private final FakeAdmin core = new FakeAdmin(Statuses::busy);
    private @Nullable Admin admin = core;
    private List<Reloads> reloads = List.of();
    private final FakeFolder folder = new FakeFolder();
    private final AtomicInteger shutdowns = new AtomicInteger();
    private @Nullable AdminSocket socket;

    @BeforeEach
    void openTheSocket() throws IOException {
        path = data.resolve("admin/admin.sock");
        Core reserve = new Core(() -> Optional.ofNullable(admin), () -> Optional.of(folder), () -> reloads);
        ReserveCommands
                .of(reserve, new AuditLog(data.resolve("audit.log")), new Logging(Optional::empty, _ -> {}),
                        new Ending(() -> shutdowns.incrementAndGet()), List.of(),
                        new Configured(Optional::empty), _ -> "")
                .all().filter(command -> command.scope().equals(Command.RESERVE))
                .forEach(command -> gogo.addCommand(command.scope(), command, command.function()));
        for (String function : SampleCommands.FUNCTIONS) {
            gogo.addCommand("sample", samples, function);
        }
        open(null, Patience.USUAL);
    }

    @AfterEach
    void closeTheSocket() throws IOException {
        closeSocket();
        gogo.stop();
    }

    private void open(@Nullable Peers peers, Patience patience) throws IOException {
        closeSocket();
        socket = AdminSocket.open(path,
                new GogoRunner(() -> Optional.of(gogo),
                        new InteractiveShell(Optional.of(data.resolve("admin/history")),
                                new CommandArguments(() -> Optional.ofNullable(admin), () -> List.of("dev.reserve.core")), "welcome")),
                peers, patience);
    }

    private void closeSocket() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }

    private Answer ask(String line) throws IOException {
        return Client.ask(path, line);
    }

    @Test
    void onlyTheOwnerGetsAtTheSocket() throws IOException {
        assertEquals("rwx------", mode(data.resolve("admin")));
        assertEquals("rw-------", mode(path));
    }

    @Test
    void theSocketOfADeadServerIsReplaced() throws IOException {
        closeSocket();
        Files.writeString(path, "stale");
        Files.setPosixFilePermissions(data.resolve("admin"), PosixFilePermissions.fromString("rwxr-xr-x"));
        open(null, Patience.USUAL);
        assertEquals(new Answer("here\n", 0, ""), ask("say here"));
        assertEquals("rwx------", mode(data.resolve("admin")));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aPathThatTheKernelDoesNotTakeIsKnownBefore() {
        assertTrue(AdminSocket.fits(Path.of("/" + "x".repeat(106))));
        assertFalse(AdminSocket.fits(Path.of("/" + "x".repeat(107))));
        assertFalse(AdminSocket.fits(Path.of("/" + "é".repeat(54))));
    }

    @Test
    void whatCommandsPrintComesBeforeTheTrailer() throws IOException {
        assertEquals(new Answer("one\nzwei €\n", 0, ""), ask("say one; say 'zwei €'"));
    }

    @Test
    void whatACommandReturnsIsPrinted() throws IOException {
        assertEquals(new Answer("one\ntwo\n", 0, ""), ask("list"));
        assertEquals(new Answer("one\ntwo\n", 0, ""), ask("sample:list"));
    }

    @Test
    void whatEachCommandOfALineReturnsIsPrintedInItsTurn() throws IOException {
        assertEquals(new Answer("one\ntwo\nhere\none\ntwo\n", 0, ""), ask("list; say here; list"));
        assertEquals(new Answer("one\ntwo\none\ntwo\n", 0, ""), ask("list && list"));
        assertEquals(new Answer("one\ntwo\n", 0, ""), ask("list || list"));
        assertEquals(new Answer("one\ntwo\n", 1, "not today"), ask("list; refuse; list"));
    }

    @Test
    void whatIsAssignedOrUsedInACommandIsNotPrinted() throws IOException {
        assertEquals(new Answer("[\"one\" \"two\"]\n", 0, ""), ask("a = (list); say $a"));
        assertEquals(new Answer("one\ntwo\n", 0, ""), ask("both = { list; list }; both"));
    }

    @Test
    void reloadTellsHowManyWorkersItHasReplaced() throws IOException {
        assertEquals(69, ask("reload shop").code());
        reloads = List.of(_ -> 0, app -> app.equals("shop") ? 2 : 0);
        assertEquals(new Answer("2 workers replaced\n", 0, ""), ask("reload shop"));
        assertEquals(new Answer("", 69, "no process of an app other is running; expected wsgi, or what wsgi serves, as it was named there"),
                ask("reload other"));
        reloads = List.of(_ -> {
            throw new IOException("no module shop");
        });
        assertEquals(new Answer("", 1, "app shop is not reloaded: no module shop"), ask("reload shop"));
    }

    @Test
    void aCommandThatStopsTheShellIsToldSo() throws IOException {
        samples.stopping = () -> {
            if (socket != null) {
                socket.close("bundle 12 is stopped, which is the shell itself");
            }
        };
        Answer answer = ask("say now; stop");
        assertEquals("now\n", answer.output());
        assertEquals(75, answer.code());
        assertTrue(answer.message().endsWith(": bundle 12 is stopped, which is the shell itself"), answer.message());
    }

    @Test
    void statusTellsOfTheServer() throws IOException {
        assertEquals(new Answer(StatusText.of(Statuses.busy()) + "\n", 0, ""), ask("status"));
        Answer json = ask("status --json");
        assertEquals(42, JsonParser.parseString(json.output()).getAsJsonObject().getAsJsonObject("server").get("pid").getAsInt());
        assertEquals(json, ask("reserve:status --json"));
    }

    @Test
    void whatIsAskedOfTheCoreReachesIt() throws IOException {
        assertEquals(new Answer("", 0, ""), ask("rollback echo"));
        assertEquals(new Answer("", 0, ""), ask("promote echo"));
        assertEquals(new Answer("", 0, ""), ask("canary echo 10"));
        assertEquals(new Answer("", 0, ""), ask("drain echo"));
        assertEquals(new Answer("", 0, ""), ask("drain --off echo"));
        assertEquals(List.of("rollBack echo", "promote echo", "canary echo 10", "drain echo true", "drain echo false"), core.asked());
        assertEquals(69, ask("rollback other").code());
        assertEquals(69, ask("promote other").code());
        assertEquals(64, ask("canary echo 100").code());
        assertEquals(69, ask("versions nobody").code());
        assertTrue(ask("leaks").output().contains("thread \"timer\""));
        assertEquals(1, JsonParser.parseString(ask("leaks --json").output()).getAsJsonArray().size());
        assertTrue(ask("versions echo").output().contains("current"));
    }

    @Test
    void withoutTheCoreStatusIsUnavailable() throws IOException {
        admin = null;
        Answer answer = ask("status");
        assertEquals(69, answer.code());
        assertTrue(answer.message().contains("not running"), answer.message());
    }

    @Test
    void aNulInTheOutputDoesNotLookLikeTheTrailer() throws IOException {
        assertEquals(new Answer("a?b", 0, ""), ask("nul"));
    }

    @Test
    void outputOfAnySizeComesWhole() throws IOException {
        String lines = IntStream.range(0, 100_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        assertEquals(new Answer(lines, 0, ""), ask("flood 100000"));
    }

    @Test
    void theLineMayEndWithTheStream() throws IOException {
        try (Client client = Client.connect(path)) {
            client.send("say here");
            client.channel().shutdownOutput();
            assertEquals(new Answer("here\n", 0, ""), client.answer());
        }
    }

    @Test
    void whatFollowsTheLineIsIgnored() throws IOException {
        try (Client client = Client.connect(path)) {
            client.send("say here\r\nsay there\n");
            assertEquals(new Answer("here\n", 0, ""), client.answer());
        }
    }

    @Test
    void anUnknownCommandIsNamed() throws IOException {
        Answer answer = ask("no-such-thing --at-all");
        assertEquals(64, answer.code());
        assertTrue(answer.message().contains("no-such-thing") && answer.message().contains("help"), answer.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "status --xml", "status x", "status {", "say ')", "say"})
    void aLineThatIsNoCommandIsAUsageError(String line) throws IOException {
        Answer answer = ask(line);
        assertEquals(64, answer.code(), answer.message());
        assertFalse(answer.message().isEmpty());
    }

    @Test
    void aCommandThatThrowsFailsWithItsMessageOnOneLine() throws IOException {
        assertEquals(new Answer("first\n", 1, "not today"), ask("say first; refuse; say never"));
        assertEquals(new Answer("", 1, "broken"), ask("error"));
    }

    @Test
    void aLineThatIsTooLongIsRefused() throws IOException {
        assertEquals(0, ask("say " + "x".repeat(Request.MAX_BYTES - "say ".length())).code());
        assertEquals(65, ask("say " + "x".repeat(Request.MAX_BYTES + 1 - "say ".length())).code());
        assertEquals(65, ask("x".repeat(5_000_000)).code());
    }

    @Test
    void aLineThatIsNotUtf8IsRefused() throws IOException {
        try (Client client = Client.connect(path)) {
            client.send("say \u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
            Answer answer = client.answer();
            assertEquals(65, answer.code());
            assertTrue(answer.message().contains("UTF-8"), answer.message());
        }
    }

    @Test
    void aClientThatSendsNoLineIsToldSo() throws IOException {
        open(null, new Patience(Duration.ofMillis(50), Duration.ofSeconds(5)));
        try (Client client = Client.connect(path)) {
            client.send("say");
            assertEquals(65, client.answer().code());
        }
    }

    @Test
    void anotherUserIsRefused() throws IOException {
        open(new Peers(user -> false), Patience.USUAL);
        Answer answer = ask("say here");
        assertEquals("", answer.output());
        assertEquals(77, answer.code());
    }

    @Test
    void theOwnerOfTheSocketAndRootMayUseIt() throws IOException {
        Peers peers = Peers.ownerOf(path);
        assertTrue(peers.allowed().test(Files.getOwner(path)));
        assertTrue(peers.allowed().test(() -> "root"));
        assertFalse(peers.allowed().test(() -> "somebody-else"));
    }

    @Test
    void aClientThatGoesAwayEndsItsCommand() throws IOException, InterruptedException {
        open(null, new Patience(Duration.ofSeconds(10), Duration.ofMillis(1)));
        try (Client client = Client.connect(path)) {
            client.send("await\n");
            assertTrue(samples.waiting.await(20, TimeUnit.SECONDS));
        }
        assertTrue(samples.interrupted.await(20, TimeUnit.SECONDS));
        await().until(AdminSocketTest::noSessionIsLeft);
    }

    @Test
    void aClientThatStopsReadingEndsItsCommand() throws IOException {
        open(null, new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20)));
        try (Client client = Client.connect(path)) {
            client.send("flood 10000000\n");
            assertTrue(client.channel().read(ByteBuffer.allocate(10)) > 0);
        }
        await().until(AdminSocketTest::noSessionIsLeft);
    }

    @Test
    void whatIsLeftInTheBackgroundEndsWithTheLine() throws IOException, InterruptedException {
        assertEquals(new Answer("here\n", 0, ""), ask("await & say here"));
        if (samples.waiting.getCount() == 0) {
            assertTrue(samples.interrupted.await(20, TimeUnit.SECONDS));
        }
        assertEquals(new Answer("again\n", 0, ""), ask("say again"));
    }

    @Test
    void closingEndsWhatRunsAndRemovesTheFile() throws IOException, InterruptedException {
        try (Client client = Client.connect(path)) {
            client.send("await\n");
            assertTrue(samples.waiting.await(20, TimeUnit.SECONDS));
            closeSocket();
            Answer answer = client.answer();
            assertEquals(75, answer.code());
            assertTrue(answer.message().contains("stopping"), answer.message());
        }
        assertFalse(Files.exists(path));
        await().until(AdminSocketTest::noSessionIsLeft);
    }

    private static boolean noSessionIsLeft() {
        return Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("admin-session"));
    }
}
