package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.Running;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of a checkout that has not been built.
class FirstUseIT {

    /// How long the build may take, beside other tests.
    private static final Duration BUILD = Duration.ofMinutes(5);

    private static final String NOTICE = ": first use: building the distribution";

    @TempDir
    private Path directory;

    private Path checkout = Path.of("");

    @BeforeEach
    void checkOut() throws IOException {
        checkout = directory.resolve("check out");
        // The files of the checkout under test, not a commit: what is tested is what is there.
        String copy = "mkdir \"$1\" && tar -C \"$2\" --exclude=./.git --exclude=target --exclude=./data -cf - . | tar -C \"$1\" -xf -";
        Invocation.Ended ended = Invocation.of("sh", "-c", copy, "sh", checkout.toString(), Distribution.checkout().toString()).run();
        assertEquals(0, ended.exit(), ended.err());
        assertFalse(Files.exists(checkout.resolve("dist/target")));
    }

    /// With the real Maven, and everything that it needs already there from the build of the checkout under test.
    @Test
    void theFirstCommandBuildsTheDistributionAndServes() throws IOException {
        mvn("exec '" + Peer.program("mvn") + "' -o \"$@\"");
        Path socket = directory.resolve("s");
        try (Running running = first("sdlaunch", "-b", "web=" + socket, "./reserve", "echo", "hi").start()) {
            running.awaitThat("it serves", BUILD, () -> running.out().contains("reserve serving"));
            try (Client client = Client.connect(UnixDomainSocketAddress.of(socket))) {
                assertEquals("hi", client.receive().orElseThrow());
            }
            assertEquals(1, running.err().lines().count(), running.err());
            assertTrue(running.err().startsWith("sdlaunch" + NOTICE), running.err());
            assertTrue(Files.isDirectory(checkout.resolve("data")), "not where the next build would throw it away");
        }
    }

    @Test
    void inheritedSocketsReachTheServerAndNotTheBuild() throws IOException {
        mvn("env >build.env; ls -l /proc/$$/fd >build.fds; cp -R '" + Distribution.home() + "' dist/target/");
        List<String> before = List.of(Peer.program("python3"), Peer.script(directory, "pass-descriptors.py"), "listener", "listener", "--");
        try (Running running = first(before, "reserve", "echo").with("LISTEN_FDNAMES", "a:b").start()) {
            running.awaitThat("it serves", () -> running.out().contains("reserve serving"));
            assertTrue(running.out().contains("listener b: "), running.out());
            assertFalse(Files.readString(checkout.resolve("build.env")).contains("LISTEN_"));
            assertFalse(Files.readString(checkout.resolve("build.fds")).contains("socket:"),
                    Files.readString(checkout.resolve("build.fds")));
        }
    }

    @Test
    void aBuildThatFailsIsShownAndTriedAgainNextTime() throws IOException {
        mvn("mkdir -p dist/target/reserve; cp -R '" + Distribution.home() + "/bin' dist/target/reserve/; echo 'the reason'; exit 1");
        Invocation.Ended failed = first("reserve", "--version").run();
        assertEquals(70, failed.exit(), failed.err());
        assertTrue(failed.err().contains("the reason"), failed.err());
        mvn("cp -R '" + Distribution.home() + "' dist/target/");
        Invocation.Ended built = first("reserve", "--version").run();
        assertEquals(0, built.exit(), built.err());
        assertTrue(built.err().startsWith("reserve" + NOTICE), built.err());
        Invocation.Ended again = first("reserve", "--version").run();
        assertEquals(0, again.exit(), again.err());
        assertEquals("", again.err());
    }

    @Test
    void twoFirstUsesBuildOnce() throws IOException {
        mvn("echo built >>builds; cp -R '" + Distribution.home() + "' dist/target/");
        try (Running one = first("reservectl", "--version").start(); Running two = first("sdlaunch", "--version").start()) {
            assertEquals(0, one.awaitEnd().exit(), one.err());
            assertEquals(0, two.awaitEnd().exit(), two.err());
        }
        assertEquals("built\n", Files.readString(checkout.resolve("builds")));
    }

    /// Puts a program `mvn` before the real one.
    private void mvn(String body) throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        Path mvn = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\nmkdir -p dist/target\n" + body + "\n");
        Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Invocation first(String command, String... arguments) {
        return first(List.of(), command, arguments);
    }

    private Invocation first(List<String> before, String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of("./" + command));
        words.addAll(List.of(arguments));
        return Invocation.of(before, words).in(checkout).with("PATH", directory.resolve("tools") + ":" + System.getenv("PATH"));
    }
}
