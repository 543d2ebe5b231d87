package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Python;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The admin socket as a file: who gets in, and what becomes of it.
class AdminSocketIT {

    @TempDir
    private Path directory;

    @Test
    void onlyItsOwnerGetsInAsTheGuideShows() throws IOException {
        try (ServerProcess server = ServerProcess.started(directory, "-b", "127.0.0.1:0", "echo")) {
            Invocation.Ended asked = Invocation
                    .of(Python.with("wsgiref", "python3"), "-c", Guide.listings("admin-protocol.md", "python").getFirst())
                    .in(directory).run();
            assertTrue(asked.exit() == 0 && asked.out().startsWith("{") && asked.out().contains("\"serving\""), asked.toString());
            assertEquals("rwx------", permissions(server.data().resolve("admin")));
            assertEquals("rw-------", permissions(server.data().resolve("admin/admin.sock")));
            Peer.program("socat");
            for (String line : Guide.listings("admin-protocol.md", "sh").getFirst().lines().toList()) {
                Invocation.Ended piped = Invocation.of("sh", "-ec", line).in(directory).run();
                assertTrue(piped.out().contains(", serving, pid ") && piped.out().endsWith("\0" + "0\n"), piped.toString());
            }
        }
    }

    @Test
    void anotherUserIsRefusedByTheDirectoryAndByTheServerItself() throws IOException {
        List<String> before = Peer.anotherUser();
        Assumptions.assumeTrue(Invocation.of(before, List.of(Distribution.bin("reservectl"), "--version")).run().exit() == 0,
                "skipped: another user cannot read the distribution, or Java, where they are");
        permissions(directory, "rwxr-xr-x");
        try (ServerProcess server = ServerProcess.started(directory, "-b", "127.0.0.1:0", "echo")) {
            Path socket = server.data().resolve("admin/admin.sock");
            List<String> status = List.of(Distribution.bin("reservectl"), "--data", server.data().toString(), "status");
            Invocation.Ended outside = Invocation.of(before, status).run();
            assertEquals(77, outside.exit(), outside.err());
            assertTrue(outside.err().contains("may not use " + socket), outside.err());
            String shown = outside.err().strip().replaceFirst("reservectl: user \\S+", "`user nobody").replace(socket.toString(),
                    "…/admin.sock");
            assertTrue(Guide.text("troubleshooting.md").contains(shown + "`, exit code 77"), shown);

            permissions(server.data(), "rwxr-xr-x");
            permissions(server.data().resolve("admin"), "rwxr-xr-x");
            permissions(socket, "rw-rw-rw-");
            Invocation.Ended refused = Invocation.of(before, status).run();
            assertEquals(77, refused.exit(), refused.err());
            assertTrue(refused.err().contains("may not use this socket"), refused.err());
            assertEquals("", refused.out());
            server.awaitLog("admin socket: refused user");
        }
    }

    @Test
    void aServerThatWasKilledCanBeStartedAgainOnItsData() throws IOException {
        Path socket = directory.resolve("data/admin/admin.sock");
        try (ServerProcess server = ServerProcess.started(directory, "-b", "127.0.0.1:0", "echo")) {
            server.signal("KILL");
            server.awaitExit();
        }
        assertTrue(Files.exists(socket), "nobody was left to remove it");
        assertEquals(69,
                Invocation.of(Distribution.bin("reservectl"), "--data", directory.resolve("data").toString(), "status").run().exit());
        try (ServerProcess server = ServerProcess.started(directory, "-b", "127.0.0.1:0", "echo")) {
            assertEquals(0, server.ctl("status").exit());
            server.signal("TERM");
            assertEquals(0, server.awaitExit());
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void aDataDirectoryWhosePathIsTooLongForTheSocketCostsTheSocketOnly() throws IOException {
        Path deep = directory.resolve("d".repeat(100));
        List<String> command = ServerProcess.reserveCommand(deep, "-b", directory.resolve("s").toString(), "echo", "hi");
        try (ServerProcess server = ServerProcess.start(deep, command, Map.of())) {
            server.awaitLog("reserve serving");
            assertTrue(server.log().contains("no admin socket, and reservectl does not reach this server: the path " + server.data()),
                    server.log());
            server.awaitLog("is current");
            try (Client client = Client.connect(UnixDomainSocketAddress.of(directory.resolve("s")))) {
                assertEquals("hi", client.receive().orElseThrow());
            }
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void permissions(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
