package dev.reserve.core.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeployFilesTest {

    private final Trees trees = new Trees(path -> !Kinds.isLookedAt(path));
    private final List<Path> changed = new ArrayList<>();
    private final List<Path> removed = new ArrayList<>();
    @TempDir
    private Path home;
    private Path folder = Path.of("");
    private DeployFiles files = new DeployFiles(folder, trees, changed::add, removed::add);

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(home.resolve("deploy"));
        files = new DeployFiles(folder, trees, changed::add, removed::add);
    }

    @Test
    void aFileIsCopiedWithItsModeAndTold() throws Exception {
        Path source = Files.writeString(home.resolve("app.py"), "one");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x---"));
        String sha256 = files.put(source, "app.py");
        assertEquals("one", Files.readString(folder.resolve("app.py")));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("app.py"))));
        assertEquals(List.of(folder.resolve("app.py")), changed);
        assertEquals(admitted("app.py"), sha256);
        Files.writeString(source, "two");
        files.put(source, "app.py");
        assertEquals("two", Files.readString(folder.resolve("app.py")));
        assertEquals(Set.of("app.py"), names());
    }

    @Test
    void aFolderHasTheDigestThatItIsAdmittedWith() throws Exception {
        Path source = Files.createDirectories(home.resolve("site/static"));
        Files.writeString(source.resolve("a.txt"), "a");
        Path script = Files.writeString(home.resolve("site/run"), "#!");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("site/.hidden"), "left out");
        String sha256 = files.put(home.resolve("site"), "site");
        assertEquals(admitted("site"), sha256);
        assertEquals(Set.of("site"), names());
        assertFalse(Files.exists(folder.resolve("site/.hidden")));
    }

    @Test
    void aFolderTakesThePlaceOfAFolderAndOfAFile() throws Exception {
        Path one = Files.createDirectory(home.resolve("one"));
        Files.writeString(one.resolve("a"), "1");
        Path two = Files.createDirectory(home.resolve("two"));
        Files.writeString(two.resolve("b"), "2");
        files.put(one, "site");
        files.put(two, "site");
        assertTrue(Files.exists(folder.resolve("site/b")) && !Files.exists(folder.resolve("site/a")));
        files.put(home.resolve("one/a"), "site");
        assertEquals("1", Files.readString(folder.resolve("site")));
        files.put(two, "site");
        assertTrue(Files.isDirectory(folder.resolve("site")));
        assertEquals(Set.of("site"), names());
    }

    /// As the store counts it.
    private String admitted(String name) throws IOException, RejectedException {
        return new Store(home.resolve("store"), trees, Set::of).put(folder.resolve(name)).sha256();
    }

    @Test
    void whatCannotBeReadLeavesNothingBehind() {
        assertThrows(NoSuchFileException.class, () -> files.put(home.resolve("nothing"), "app.jar"));
        assertEquals(Set.of(), names());
        assertEquals(List.of(), changed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", ".x", "a/b", "/a", "../a", "a~", "a.part", "a.tmp", "a\0b"})
    void aNameThatIsNotLookedAtIsRefused(String name) throws IOException {
        Path source = Files.writeString(home.resolve("app.jar"), "one");
        assertThrows(IllegalArgumentException.class, () -> files.put(source, name));
        assertThrows(IllegalArgumentException.class, () -> files.remove(name));
        assertEquals(Set.of(), names());
    }

    @Test
    void whatIsRemovedIsGoneAndTold() throws IOException {
        Files.writeString(folder.resolve("app.jar"), "one");
        Files.writeString(Files.createDirectory(folder.resolve("site")).resolve("a"), "1");
        assertTrue(files.remove("app.jar"));
        assertTrue(files.remove("site"));
        assertFalse(files.remove("site"));
        assertEquals(Set.of(), names());
        assertEquals(List.of(folder.resolve("app.jar"), folder.resolve("site")), removed);
    }

    @Test
    void aLinkIsRemovedAndNotWhatItLeadsTo() throws IOException {
        Path target = Files.writeString(Files.createDirectory(home.resolve("site")).resolve("a"), "1");
        Files.createSymbolicLink(folder.resolve("site"), home.resolve("site"));
        assertTrue(files.remove("site"));
        assertTrue(Files.exists(target));
    }

    @Test
    void aBindingIsAFileThatAnybodyCanRead() throws IOException {
        files.bind("talk", "web", "chat", List.of("the lobby", "c:\\x", "${y}"), Optional.of(Duration.ofMillis(1500)));
        Path file = folder.resolve("reserve.binding-talk.cfg");
        assertEquals("""
                listener = web
                app = chat
                args = 'the lobby' 'c:\\\\x' '$${y}'
                drain.timeout.seconds = 1.5
                """, Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        files.bind("talk", "web", "echo", List.of(), Optional.empty());
        assertEquals("listener = web\napp = echo\n", Files.readString(file));
        assertTrue(files.unbind("talk"));
        assertFalse(files.unbind("talk"));
        assertThrows(IllegalArgumentException.class, () -> files.bind("../x", "web", "echo", List.of(), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> files.unbind("a/b"));
        assertEquals(Set.of(), names());
    }

    private Set<String> names() {
        return Set.of(Objects.requireNonNull(folder.toFile().list()));
    }
}
