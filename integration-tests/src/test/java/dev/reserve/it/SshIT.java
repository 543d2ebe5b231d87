package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The shell over SSH, with the client of OpenSSH. They share one server, where `alice` may log in.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SshIT {

    private static final String PROMPT = "reserve> ";
    private static final Pattern LISTENS = Pattern.compile("SSH listens on 127\\.0\\.0\\.1:(\\d+), with the host key (SHA256:\\S+)");

    private final Path directory;
    private final String ssh = Peer.program("ssh");
    private final String keygen = Peer.program("ssh-keygen");
    private final Path loaded;
    private final ServerProcess server;

    SshIT(@TempDir Path directory) {
        this.directory = directory;
        this.loaded = directory.resolve("loaded");
        this.server = ServerProcess.start(directory, ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0", "echo"),
                Map.of("RESERVE_JAVA_OPTS", "-Xlog:class+load:file=" + loaded)).awaitServing();
    }

    @BeforeAll
    void configure() throws IOException {
        assertFalse(library(), "the library of SSH is loaded without need");
        for (String name : List.of("alice", "mallory")) {
            assertEquals(0, Invocation.of(keygen, "-q", "-t", "ed25519", "-N", "", "-C", name + "@laptop", "-f", key(name).toString()).run()
                    .exit());
        }
        for (String line : guide().subList(0, 3)) {
            run(line.replace("~/.ssh/id_ed25519.pub", "alice.pub").replace("2222", "0"));
        }
        Matcher listens = listens(1);
        assertTrue(library(), "whether it is loaded cannot be seen");
        Files.writeString(directory.resolve("config"), """
                Host *
                    HostName 127.0.0.1
                    UserKnownHostsFile %1$s/known_hosts
                    IdentityFile %1$s/alice
                    IdentitiesOnly yes
                    IdentityAgent none
                    BatchMode yes
                Host reserve
                    Port %2$s
                """.formatted(directory, listens.group(1)));
        Files.writeString(directory.resolve("known_hosts"),
                "[127.0.0.1]:" + listens.group(1) + " " + Files.readString(server.data().resolve("ssh/host_key.pub")));
        assertTrue(
                Invocation.of(keygen, "-l", "-f", server.data().resolve("ssh/host_key").toString()).run().out().contains(listens.group(2)));
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private Path key(String name) {
        return directory.resolve(name);
    }

    /// What the guide shows: three lines by which somebody may log in, then what they do.
    private static List<String> guide() throws IOException {
        return Guide.listings("shell.md", "sh").getFirst().lines().toList();
    }

    /// Where the server has its folders.
    private String run(String line) throws IOException {
        Invocation.Ended ended = Invocation.of("sh", "-ec", line).in(directory).run();
        assertEquals(0, ended.exit(), () -> line + ": " + ended.err());
        return ended.out();
    }

    private boolean library() throws IOException {
        return Files.readString(loaded).contains(" org.apache.sshd.");
    }

    /// The line that says where it listens, for the so manieth time.
    private Matcher listens(int time) {
        server.awaitThat("SSH listens", () -> LISTENS.matcher(server.log()).results().count() == time);
        Matcher matcher = LISTENS.matcher(server.log());
        for (int i = 0; i < time; i++) {
            assertTrue(matcher.find());
        }
        return matcher;
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ssh, "-F", directory.resolve("config").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Invocation.Ended ssh(String... arguments) throws IOException {
        return Invocation.of(command(arguments)).run();
    }

    private Terminal terminal(String... arguments) {
        return Terminal.of(directory, command(arguments).toArray(String[]::new));
    }

    @Test
    void aLineIsRunAndItsOutcomeIsTheClients() throws IOException {
        Invocation.Ended status = ssh("reserve", "reserve:status --json");
        assertEquals(0, status.exit(), status.err());
        JsonObject process = JsonParser.parseString(status.out()).getAsJsonObject().getAsJsonObject("server");
        assertEquals(server.pid(), process.get("pid").getAsLong());
        Invocation.Ended wrong = ssh("reserve", "frobnicate", "now");
        assertEquals(64, wrong.exit());
        assertEquals("reserve: there is no command 'frobnicate'; 'help' lists them\n", wrong.err());
        assertEquals("", wrong.out());
    }

    @Test
    void whatTheGuideShowsIsDone() throws IOException {
        Files.writeString(directory.resolve("deploy.gogo"), "versions echo\n");
        List<String> lines = guide().stream().map(line -> line.replace("-p 2222 localhost", "-F config reserve")).toList();
        assertEquals(6, lines.size());
        Terminal.of(directory, lines.get(3).split(" ", -1)).see(PROMPT).type("exit\r").end(0).run();
        assertTrue(run(lines.get(4)).contains("\"pid\": " + server.pid()));
        assertTrue(run(lines.get(5)).contains("current"));
    }

    @Test
    void aScriptIsReadFromStandardInput() throws IOException {
        Path script = Files.writeString(directory.resolve("script"), "versions echo\nfrobnicate\nlb\n");
        Invocation.Ended ended = Invocation.of(List.of("sh", "-c", "exec \"$@\" <" + script, "sh"), command("-T", "reserve")).run();
        assertEquals(64, ended.exit());
        assertTrue(ended.out().contains("current") && !ended.out().contains("Active"), ended.out());
        assertEquals("reserve: ssh:2: there is no command 'frobnicate'; 'help' lists them\n", ended.err());
    }

    @Test
    void aTerminalGetsTheShellWithAllThatItDoes() throws IOException {
        terminal("reserve").see(PROMPT).type("vers\tec\t\r").see("current").see(PROMPT) //
                .type("nonsense\u0003").see(PROMPT).type("echo x$COLUMNS; sleep 100000\r").see("x80").type("\u0003").see(PROMPT)
                .resize(132, 40).see(PROMPT).type("echo $COLUMNS x $LINES\r").see("132 x 40").see(PROMPT).type("exit 3\r").end(3).run();
        terminal("reserve").see(PROMPT).type("\u0004").end(0).run();
        assertTrue(server.isAlive());
    }

    @Test
    void aLineOnATerminalIsEndedByCtrlC() throws IOException {
        terminal("-t", "reserve", "echo x; sleep 100000").see("x\r\n").type("\u0003").see("interrupted").end(130).run();
    }

    @Test
    void whatIsChangedIsNotedWithTheKeyBesideTheUid() throws IOException {
        assertEquals(0, ssh("reserve", "canary echo 0").exit());
        String fingerprint = Invocation.of(keygen, "-l", "-f", directory.resolve("alice.pub").toString()).run().out().split(" ", -1)[1];
        JsonObject entry = Files.readAllLines(server.data().resolve("audit.log")).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(each -> each.get("line").getAsString().equals("canary echo 0")).findFirst().orElseThrow();
        assertEquals("ssh alice@laptop " + fingerprint, entry.get("via").getAsString());
        assertEquals(Files.getAttribute(server.data(), "unix:uid"), entry.get("uid").getAsInt());
        assertTrue(server.ctl("journal").output().contains("ssh alice@laptop " + fingerprint + " as "));
    }

    @Test
    void whoHasNoKeyThatMayIsRefused() throws IOException {
        String mallory = "IdentityFile=" + key("mallory");
        Invocation.Ended ended = Invocation.of(ssh, "-F", "none", "-p", listens(1).group(1), "-o",
                "UserKnownHostsFile=" + directory.resolve("known_hosts"), "-o", mallory,
                "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none", "-o", "BatchMode=yes", "127.0.0.1", "status").run();
        assertEquals(255, ended.exit());
        assertTrue(ended.err().contains("Permission denied (publickey)."), ended.err());
        server.awaitThat("the log tells of it", () -> server.log().contains(" is not in " + server.data().resolve("ssh/authorized_keys")));
    }

    @Test
    void thereAreNoForwardingsAndNoFiles() throws IOException {
        assertEquals(255, ssh("-o", "ExitOnForwardFailure=yes", "-N", "-R", "0:127.0.0.1:1", "reserve").exit());
        Invocation.Ended forwarded = ssh("-W", "127.0.0.1:" + server.address("web").toString().replaceFirst(".*:", ""), "reserve");
        assertTrue(forwarded.exit() == 255 && forwarded.err().contains("open failed"), forwarded::toString);
        Invocation.Ended files = ssh("-s", "reserve", "sftp");
        assertTrue(files.exit() != 0 && files.err().contains("subsystem request failed"), files::toString);
    }

    @Test
    void aConfigurationThatCannotBeLeavesItAndAnotherMovesItUntilThereIsNone(@TempDir Path home) throws IOException {
        try (ServerProcess own = ServerProcess.started(home, "-b", "web=127.0.0.1:0", "echo")) {
            String taken = own.address("web").toString().replaceFirst(".*:", "");
            own.configure("reserve.ssh.cfg", "port=" + taken);
            own.awaitThat("the port is refused", () -> own.ctl("status").output().contains("port=" + taken + ": "));
            own.answer("web", "x");
            own.configure("reserve.ssh.cfg", "port=0");
            own.awaitLog("SSH listens on");
            Matcher matcher = LISTENS.matcher(own.log());
            assertTrue(matcher.find());
            String port = matcher.group(1);
            assertEquals(1, Invocation.of(Peer.program("ssh-keyscan"), "-p", port, "127.0.0.1").run().out().lines().count());
            Files.delete(own.deploy().resolve("reserve.ssh.cfg"));
            own.awaitThat("nobody answers there", () -> ssh("-p", port, "127.0.0.1").err().contains("Connection refused"));
            assertFalse(own.log().contains("ERROR"), own.log());
        }
    }
}
