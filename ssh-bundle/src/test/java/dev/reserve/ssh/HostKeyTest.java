package dev.reserve.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {

    @TempDir
    private Path directory;

    @BeforeAll
    static void register() {
        Ed25519.register();
    }

    @Test
    void itIsMadeOnceAndForTheOwnerAlone() throws IOException {
        Path file = directory.resolve("ssh/host_key");
        KeyPair made = HostKey.in(file);
        assertEquals("rw-------", mode(file));
        assertEquals("rwx------", mode(directory.resolve("ssh")));
        KeyPair read = HostKey.in(file);
        assertEquals(made.getPublic(), read.getPublic());
        assertEquals(made.getPrivate(), read.getPrivate());
        assertEquals(SampleKeys.line(made.getPublic()),
                Files.readString(file.resolveSibling("host_key.pub")).replaceFirst(" reserve\\s*$", ""));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void oneThatOthersMayReadIsRefused() throws IOException {
        Path file = directory.resolve("host_key");
        HostKey.in(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        String message = assertThrows(IllegalArgumentException.class, () -> HostKey.in(file)).getMessage();
        assertTrue(message != null && message.contains(file + " has the mode rw-r-----; expected"), message);
    }

    @Test
    void whatIsNoKeyIsNamed() throws IOException {
        Path file = directory.resolve("host_key");
        for (String text : new String[]{"", "no key\n", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"}) {
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            String message = assertThrows(IOException.class, () -> HostKey.in(file)).getMessage();
            assertTrue(message != null && message.contains(file.toString()) && message.contains("; expected a private key"), message);
        }
    }
}
