package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the page for those in trouble shows is what is seen then. One server, with `http` on `web`, nothing on `side`, and several mistakes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleshootingIT {

    private static final String PAGE = "troubleshooting.md";

    private final Path directory;
    private final ServerProcess server;

    TroubleshootingIT(@TempDir Path directory) {
        this.directory = directory;
        this.server = ServerProcess.started(directory, "-b", "web=127.0.0.1:0", "-b", "side=127.0.0.1:0");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=http");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theStatusShowsReasons() throws IOException {
        server.configure("broken.jar", "broken");
        server.configure("reserve.bindng-web.cfg", "listener=web");
        server.configure("reserve.http.cfg", "", "", "idle.timout=1");
        server.configure("reserve.mount-shop.cfg", "app=shop");
        try (Client _ = server.connect("side")) {
            List<String> shown = Guide.listings(PAGE, "").stream().flatMap(String::lines).toList();
            assertEquals(7, shown.size());
            server.awaitThat("the status has\n" + String.join("\n", shown), () -> {
                List<String> lines = server.ctl("status").output().lines().toList();
                return shown.stream().allMatch(line -> lines.stream().anyMatch(each -> like(line.strip()).matcher(each.strip()).matches()));
            });
            server.awaitThat("the mount is there", () -> RawHttp.get(server.address("web"), "/shop/").status() == 503);
            assertSays("no artifact offers app", server.ctl("status").output());
            assertEquals(404, RawHttp.get(server.address("web"), "/none").status());
        }
    }

    @Test
    void whoCannotStartSaysWhy() throws IOException {
        String taken = server.address("web").toString().replaceFirst(".*/", "");
        assertFails(69, "cannot listen on 127.0.0.1:8080", ServerProcess.reserveCommand(directory.resolve("other"), "-b", taken));
        assertFails(75, "another server uses", ServerProcess.reserveCommand(directory, "-b", "127.0.0.1:0"));
        Path closed = Files.createDirectory(directory.resolve("closed"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("r-xr-xr-x")));
        List<String> command = new ArrayList<>(Peer.unprivileged());
        command.addAll(ServerProcess.reserveCommand(closed.resolve("below"), "-b", "127.0.0.1:0"));
        assertFails(73, "cannot create the directory", command);
    }

    @Test
    void whoAsksNoServerIsToldSo() throws IOException {
        List<String> command = List.of(Distribution.bin("reservectl"), "--data", directory + "/none", "status");
        assertFails(69, "no server answers on", command);
    }

    /// With the server's process and port; of `jcmd` a file below the test's directory.
    @Test
    void theCommandsForAProcessWork() throws IOException {
        String port = server.address("web").toString().replaceAll(".*:", "");
        List<String> commands = code().filter(each -> each.matches("(ss|ps|grep|ls|jcmd|curl) .*")).distinct().toList();
        assertEquals(8, commands.size(), commands::toString);
        for (String each : commands) {
            Peer.program(each.replaceFirst(" .*", ""));
            String command = each.replace("PID", Long.toString(server.pid())).replace("8080", port).replace("\\|", "|").replace("/tmp/",
                    directory + "/").replace("data/lock", directory + "/data/lock");
            Invocation.Ended ended = Invocation.of("sh", "-ec", command).run();
            assertEquals(0, ended.exit(), () -> command + ": " + ended.err());
            assertTrue(!ended.out().isBlank(), command);
        }
    }

    private static void assertFails(int exit, String begin, List<String> command) throws IOException {
        Invocation.Ended ended = Invocation.of(command).run();
        assertSays(begin, ended.err());
        assertEquals(exit, ended.exit());
        String row = Guide.text(PAGE).lines().filter(line -> line.contains("`" + begin)).findFirst().orElseThrow();
        assertTrue(row.contains("| " + exit + " |") || row.contains("exit code " + exit), row);
    }

    /// What the page shows, and begins so, is part of a text.
    private static void assertSays(String begin, String said) throws IOException {
        String shown = code().filter(each -> each.startsWith(begin)).findFirst().orElseThrow();
        assertTrue(like(shown).matcher(said).find(), () -> "expected: " + shown + "\nwas: " + said);
    }

    /// Numbers are others at each time, and so is how wide a column is; `…` is for anything.
    private static Pattern like(String shown) {
        Matcher parts = Pattern.compile("\\d+| {2,}|…|[^\\d …]+| ").matcher(shown);
        return Pattern.compile(parts.results().map(part -> switch (part.group().charAt(0)) {
            case '…' -> ".*";
            case ' ' -> " +";
            default -> Character.isDigit(part.group().charAt(0)) ? "\\d+" : Pattern.quote(part.group());
        }).collect(Collectors.joining()));
    }

    private static Stream<String> code() throws IOException {
        return Pattern.compile("`([^`\n]+)`").matcher(Guide.text(PAGE)).results().map(found -> found.group(1));
    }
}
