package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ServerProcess;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The units of the distribution, and systemd's socket activation, with systemd's own programs. Skipped, and says so, where these are not installed.
class SystemdUnitsIT {

    /// Where the units expect the distribution.
    private static final String INSTALLED = "/opt/reserve";

    @TempDir
    private Path directory;

    @Test
    void systemdFindsNothingWrongWithTheUnits() throws Exception {
        List<String> command = new ArrayList<>(List.of(Peer.program("systemd-analyze"), "verify", "--man=no"));
        try (Stream<Path> units = Files.list(Distribution.home().resolve("systemd"))) {
            for (Path unit : units.sorted().toList()) {
                String name = unit.getFileName().toString();
                String text = Files.readString(unit).replace(INSTALLED, Distribution.home().toString());
                // A template is verified as one of its instances.
                command.add(Files.writeString(directory.resolve(name.replace("@.", "@shop.")), text).toString());
            }
        }
        String dropIn = Guide.listings("systemd.md", "ini").getFirst().replace(INSTALLED, Distribution.home().toString());
        Files.writeString(Files.createDirectory(directory.resolve("reserve.service.d")).resolve("override.conf"), dropIn);
        assertEquals(8, command.size(), command::toString);
        Invocation.Ended ended = Invocation.of(command).with("SYSTEMD_LOG_LEVEL", "warning").run();
        assertEquals("", ended.out() + ended.err());
        assertEquals(0, ended.exit());
    }

    @Test
    void theServiceIsAsExposedAsTheGuideSays() throws Exception {
        String systemd = Invocation.of(Peer.program("systemctl"), "--version").run().out();
        assumeTrue(systemd.startsWith("systemd 252 "), "skipped: other versions of systemd than 252 rate otherwise");
        Matcher shown = Pattern.compile("`(systemd-analyze security [^`]+)` gives (\\d\\.\\d \\(OK\\)) with systemd 252")
                .matcher(Guide.text("systemd.md"));
        assertTrue(shown.find());
        Invocation.Ended ended = Invocation.of("sh", "-c", shown.group(1)).in(Distribution.home().resolve("systemd")).run();
        String exposure = shown.group(2).replaceAll("[()]", "");
        assertTrue(ended.out().contains("Overall exposure level for reserve.service: " + exposure), ended.out() + ended.err());
    }

    @Test
    void systemdsSocketActivationStartsTheServer() throws Exception {
        Path socket = directory.resolve("web.sock");
        String listing = Guide.listings("launching.md", "sh").getLast();
        String program = Peer.program("systemd-socket-activate");
        assertTrue(listing.matches("systemd-socket-activate -l 8080 --fdname=web ./reserve echo\n"), listing);
        List<String> command = new ArrayList<>(List.of(program, "-l", socket.toString(), "--fdname=web"));
        command.addAll(List.of("-E", "JAVA_HOME", "-E", "RESERVE_JAVA_HOME"));
        command.addAll(ServerProcess.reserveCommand(directory, "echo"));
        try (ServerProcess server = ServerProcess.start(directory, command,
                Map.of("RESERVE_JAVA_HOME", System.getProperty("java.home"), "JAVA_HOME", System.getProperty("java.home")))) {
            server.awaitLog("Listening on");
            // The first connection is what starts it.
            try (Client client = Client.connect(UnixDomainSocketAddress.of(socket))) {
                assertEquals("hello", client.exchange("hello"));
            }
            assertTrue(server.log().contains("listener web: " + socket + " (inherited fd 3)"), server.log());
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
        }
    }
}
