package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Installations and upgrades, done as the guide says, with the archive of the distribution: in a directory in place of `/`, and with stand-ins for what makes a
/// user, gives files to one, becomes one, or speaks to systemd.
class InstallGuideIT {

    @TempDir
    private Path root = Path.of("");

    @BeforeEach
    void create() throws IOException {
        for (String directory : List.of("opt", "etc/systemd/system", "var/lib", "stand-ins")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.createSymbolicLink(root.resolve("reserve-0.1.0.tar.gz"),
                Distribution.checkout().resolve("dist/target/reserve-" + System.getProperty("reserve.version") + ".tar.gz"));
        shell("mkdir reserve-0.2.0 && tar -czf reserve-0.2.0.tar.gz reserve-0.2.0");
        standIn("useradd", "");
        standIn("setpriv", "while [ \"${1#--}\" != \"$1\" ]; do shift; done; exec \"$@\"");
        standIn("install", "exec " + Invocation.of("sh", "-c", "command -v install").run().out().strip()
                + " $(printf '%s ' \"$@\" | sed 's/-[og] [a-z]* //g')");
    }

    @Test
    void byHand() throws IOException {
        units(Distribution.home().resolve("systemd"));
        List<String> listings = Guide.listings("install.md", "sh");
        assertEquals(4, listings.size());
        shell(listings.get(0));
        assertEquals("rwxrwxr-x", permissions("etc/reserve/deploy"));
        assertEquals("rwx------", permissions("var/lib/reserve"));

        String tried = shell(listings.get(1).replace("127.0.0.1:8080", "127.0.0.1:0") + "wait || true");
        assertTrue(tried.contains(", serving, pid ") && tried.contains("  echo "), tried);

        try (Running server = sh("exec " + listings.get(2).replace("[::]:80", "[::1]:0")).start()) {
            server.awaitThat("it serves", () -> server.out().contains("reserve serving"));
        }
        shell(listings.get(3));
        assertEquals("reserve-0.2.0", Files.readSymbolicLink(root.resolve("opt/reserve")).toString());
    }

    @Test
    void underSystemd() throws IOException {
        units(root.resolve("etc/systemd/system"));
        List<String> listings = Guide.listings("systemd.md", "sh");
        assertEquals(2, listings.size());
        shell(listings.get(0));
        assertEquals("rwxr-x---", permissions("var/lib/reserve/deploy"));

        String start = Guide.listings("systemd.md", "ini").getFirst().lines().filter(line -> line.startsWith("ExecStart=/")).findFirst()
                .orElseThrow().substring("ExecStart=".length());
        try (Running server = sh("exec /opt/reserve/bin/sdlaunch -b web=127.0.0.1:0 -- " + start).start()) {
            server.awaitThat("it serves", () -> server.out().contains("reserve serving"));
            String status = "reservectl --data /var/lib/reserve/data status";
            assertTrue(Guide.text("systemd.md").contains("`" + status + "`"));
            assertTrue(shell("/opt/reserve/bin/" + status).contains("  http "));
        }
        shell(listings.get(1));
        assertEquals("reserve-0.2.0", Files.readSymbolicLink(root.resolve("opt/reserve")).toString());
    }

    /// Has systemd know the units in a directory.
    private void units(Path directory) throws IOException {
        standIn("systemctl", """
                [ "$1" != daemon-reload ] || exit 0
                shift
                for unit; do case $unit in -*) ;; *.*) cat "%1$s/$unit" ;; *) cat "%1$s/$unit.service" ;; esac; done"""
                .formatted(directory));
    }

    private void standIn(String program, String script) throws IOException {
        Path file = Files.writeString(root.resolve("stand-ins").resolve(program), "#!/bin/sh -e\n" + script + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private String permissions(String directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(directory)));
    }

    private String shell(String script) throws IOException {
        Invocation.Ended ended = sh(script).run();
        assertEquals(0, ended.exit(), () -> script + "\nprinted\n" + ended.out() + ended.err());
        return ended.out();
    }

    /// With Bash, for `kill %1`, which not every shell has in scripts.
    private Invocation sh(String script) {
        return Invocation.of("bash", "-ec", script.replaceAll("(?<!\\w)/(?=(opt|etc|var/lib)\\b)", root + "/")).in(root)
                .with("PATH", root.resolve("stand-ins") + ":" + System.getenv("PATH"));
    }
}
