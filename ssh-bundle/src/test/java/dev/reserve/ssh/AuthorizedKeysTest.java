package dev.reserve.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorizedKeysTest {

    private final PublicKey alice = SampleKeys.ed25519();
    private final PublicKey bob = SampleKeys.ed25519();
    private final Path file;
    private final AuthorizedKeys keys;
    private final Logged logged = new Logged();
    private int writes;

    AuthorizedKeysTest(@TempDir Path directory) {
        this.file = directory.resolve("authorized_keys");
        this.keys = new AuthorizedKeys(file, directory);
    }

    @AfterEach
    void close() {
        logged.close();
    }

    private void write(String... lines) throws IOException {
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + writes++))); // whatever the resolution of its clock
    }

    private Optional<String> find(PublicKey key) {
        return keys.find(key).map(AuthorizedKey::name);
    }

    @Test
    void whoIsInTheFileIsFoundAndAChangeOfItIsNoticed() throws IOException {
        write("# who may", "", SampleKeys.line(alice) + " alice", SampleKeys.line(SampleKeys.made("EC", 256)) + " carol");
        assertEquals(Optional.of("alice"), find(alice));
        assertEquals(Optional.empty(), find(bob));
        write(SampleKeys.line(bob) + " bob");
        assertEquals(Optional.empty(), find(alice));
        assertEquals(Optional.of("bob"), find(bob));
        assertEquals(List.of(), logged.messages());
    }

    @Test
    void aBadLineIsLeftOutAndNamedOnceWithFileAndNumber() throws IOException {
        write("# who may", "ssh-ed25519 alice", SampleKeys.line(bob) + " bob");
        assertEquals(Optional.of("bob"), find(bob));
        assertEquals(Optional.of("bob"), find(bob));
        assertEquals(1, logged.messages().size(), logged.messages()::toString);
        assertTrue(logged.messages().getFirst().startsWith(file + ", line 2, is left out: the key does not read"),
                logged.messages()::toString);
    }

    @Test
    void aFileThatOthersMayWriteIsNotUsed() throws IOException {
        write(SampleKeys.line(alice));
        for (String mode : List.of("rw-rw-r--", "rw-r--rw-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertEquals(Optional.empty(), find(alice));
            assertTrue(logged.messages().getLast().contains(file + " has the mode " + mode + "; expected"), logged.messages()::toString);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(Optional.of(""), find(alice));
    }

    @Test
    void neitherIsOneInADirectoryThatOthersMayWrite() throws IOException {
        write(SampleKeys.line(alice));
        Path directory = file.resolveSibling("");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertEquals(Optional.empty(), find(alice));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertEquals(Optional.of(""), find(alice));
    }

    @Test
    void withoutAFileNobodyIsFoundAndTheLogSaysSoOnce() throws IOException {
        assertEquals(Optional.empty(), find(alice));
        assertEquals(Optional.empty(), find(alice));
        assertEquals(1, logged.messages().size(), logged.messages()::toString);
        assertTrue(logged.messages().getFirst().contains(file.toString()), logged.messages()::toString);
        write(SampleKeys.line(alice));
        assertEquals(Optional.of(""), find(alice));
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Files.write(file, new byte[]{(byte) 0xff, (byte) 0xfe});
        assertEquals(Optional.empty(), find(alice));
        assertTrue(logged.messages().getFirst().contains("not in UTF-8"), logged.messages()::toString);
    }
}
