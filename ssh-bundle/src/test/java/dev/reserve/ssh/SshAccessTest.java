package dev.reserve.ssh;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.configuration.Keys;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshAccessTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Pattern LISTENS = Pattern.compile("SSH listens on 127\\.0\\.0\\.1:(\\d+), .*");

    private final Path data;
    private final SshAccess access;
    private final Logged logged = new Logged();

    SshAccessTest(@TempDir Path data) {
        this.data = data;
        this.access = new SshAccess(data);
    }

    @AfterEach
    void close() throws InterruptedException {
        access.end();
        logged.close();
    }

    private static SshSettings settings(Map<String, ?> keys) {
        return SshSettings.of(new Keys(SshSettings.TABLE, keys));
    }

    /// The ports on which it has listened so far.
    private int listening(int times) {
        await().atMost(DEADLINE).until(() -> logged.messages().stream().filter(LISTENS.asMatchPredicate()).count() == times);
        Matcher matcher = LISTENS.matcher(logged.messages().stream().filter(LISTENS.asMatchPredicate()).toList().getLast());
        assertTrue(matcher.matches());
        return Integer.parseInt(matcher.group(1));
    }

    private static String identification(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readNBytes(8), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void withoutAnythingSaidItIsForThisMachineAlone() {
        SshSettings settings = settings(Map.of());
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 2222), settings.address());
        assertEquals(Duration.ofMinutes(30), settings.idleTimeout());
    }

    @Test
    void whatCannotBeIsNamed() {
        for (Map<String, String> keys : List.of(Map.of("address", "localhost"), Map.of("port", "65536"),
                Map.of("max.sessions", "0"), Map.of("idle.timeout.seconds", "-1"), Map.of("passwords", "on"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> settings(keys)).getMessage();
            String key = keys.keySet().iterator().next();
            assertTrue(message != null && message.contains(key) && message.contains("expected"), message);
        }
    }

    @Test
    void itListensUntilItIsClosedAndElsewhereAfterAChange() throws IOException {
        access.open(settings(Map.of("port", "0")));
        int first = listening(1);
        assertEquals("SSH-2.0-", identification(first));
        access.open(settings(Map.of("port", "0"))); // which is no change
        access.open(settings(Map.of("port", "0", "max.sessions", "1")));
        int second = listening(2);
        assertEquals("SSH-2.0-", identification(second));
        assertThrows(ConnectException.class, () -> identification(first));
        access.close();
        await().atMost(DEADLINE).untilAsserted(() -> assertThrows(ConnectException.class, () -> identification(second)));
    }

    @Test
    void connectionsBeyondTheLimitAreClosedAndOthersServedLater() throws IOException {
        access.open(settings(Map.of("port", "0", "max.sessions", "1")));
        int port = listening(1);
        try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertEquals("SSH-2.0-", new String(first.getInputStream().readNBytes(8), StandardCharsets.US_ASCII));
            assertEquals("", identification(port));
            assertEquals("", identification(port));
            assertEquals(1,
                    logged.messages().stream().filter(each -> each.contains("1 connections are open, which is max.sessions")).count(),
                    logged.messages()::toString);
        }
        await().atMost(DEADLINE).until(() -> identification(port).equals("SSH-2.0-"));
    }

    @Test
    void aPortThatIsTakenIsRefusedAndWhatWasBeforeGoesOn() throws IOException {
        access.open(settings(Map.of("port", "0")));
        int port = listening(1);
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = Integer.toString(other.getLocalPort());
            String message = assertThrows(IllegalArgumentException.class, () -> access.open(settings(Map.of("port", taken)))).getMessage();
            assertTrue(message != null && message.contains("port=" + taken + ": ") && message.contains("; expected"), message);
        }
        assertEquals("SSH-2.0-", identification(port));
    }

    @Test
    void aHostKeyThatOthersMayReadIsRefused() throws IOException {
        Path key = Files.createFile(data.resolve("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        String message = assertThrows(IllegalArgumentException.class,
                () -> access.open(settings(Map.of("port", "0", "host.key", key.toString())))).getMessage();
        assertTrue(message != null && message.contains(key + " has the mode rw-r--r--"), message);
    }

    @Test
    void aHostKeyThatIsNoneIsLoggedAndTheNextConfigurationServes() throws IOException {
        Path key = Files.writeString(data.resolve("key"), "none\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        access.open(settings(Map.of("port", "0", "host.key", key.toString())));
        await().atMost(DEADLINE)
                .until(() -> logged.messages().stream().anyMatch(each -> each.startsWith("SSH does not listen on 127.0.0.1, port 0")));
        access.open(settings(Map.of("port", "0")));
        int port = listening(1);
        assertDoesNotThrow(() -> identification(port));
    }
}
