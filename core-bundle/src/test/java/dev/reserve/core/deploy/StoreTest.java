package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Copies of folders, and what stands for a copy.
class StoreTest {

    private final Trees trees = new Trees(path -> path.getFileName().toString().equals("cache"));
    private final Set<String> kept = new HashSet<>();
    @TempDir
    private Path home;
    private Path folder = Path.of("");

    @BeforeEach
    void create() throws IOException {
        folder = Files.createDirectories(home.resolve("deploy/app"));
        write("index.txt", "index");
        write("sub/page.txt", "page");
        write("cache/page.bin", "anything");
        Files.createDirectory(folder.resolve("empty"));
    }

    @Test
    void aCopyHasAllButWhatIsLeftOut() throws Exception {
        Files.setLastModifiedTime(folder.resolve("index.txt"), FileTime.fromMillis(1_000_000));
        Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("sub/page.txt"));
        Store.Copy copy = store().put(folder);
        assertEquals(Set.of("empty", "index.txt", "link.txt", "sub", "sub/page.txt"), paths(copy.file()));
        assertEquals("page", Files.readString(copy.file().resolve("link.txt")));
        assertFalse(Files.isSymbolicLink(copy.file().resolve("link.txt")));
        assertEquals(FileTime.fromMillis(1_000_000), Files.getLastModifiedTime(copy.file().resolve("index.txt")));
        assertEquals(copy.sha256(), copy.file().getFileName().toString());
    }

    @Test
    void equalContentHasOneCopyWhereverItIs() throws Exception {
        Store store = store();
        Store.Copy first = store.put(folder);
        Path other = home.resolve("deploy/other");
        Files.move(folder, other);
        CopyFiles.delete(other.resolve("cache"));
        assertEquals(first, store.put(other));
        store.release(first);
        assertTrue(Files.isDirectory(first.file()), "still used once");
        store.release(first);
        assertEquals(List.of(), left());
    }

    @Test
    void whateverCountsMakesAnotherDigest() throws Exception {
        Set<String> digests = new HashSet<>(Set.of(digest()));
        write("sub/page.txt", "pagf");
        assertTrue(digests.add(digest()), "content");
        Files.move(folder.resolve("sub/page.txt"), folder.resolve("sub/pagf.txt"));
        assertTrue(digests.add(digest()), "name");
        Files.move(folder.resolve("sub/pagf.txt"), folder.resolve("pagf.txt"));
        assertTrue(digests.add(digest()), "place");
        Files.delete(folder.resolve("empty"));
        assertTrue(digests.add(digest()), "a folder less");
        Files.setPosixFilePermissions(folder.resolve("pagf.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(digests.add(digest()), "executable");
        write("cache/other.bin", "more");
        assertFalse(digests.add(digest()), "left out");
    }

    @Test
    void anyChangeMakesAnotherFingerprintAndWhatIsLeftOutMakesNone() throws Exception {
        String before = trees.read(folder).fingerprint();
        write("cache/other.bin", "more");
        assertEquals(before, trees.read(folder).fingerprint());
        FileTime modified = Files.getLastModifiedTime(folder.resolve("index.txt"));
        write("index.txt", "jndex");
        Files.setLastModifiedTime(folder.resolve("index.txt"), modified);
        assertNotEquals(before, trees.read(folder).fingerprint(), "by the time of the inode");
    }

    @Test
    void aCopyCanBeReadByWhoCanReadTheOriginalAndWrittenByNobody() throws Exception {
        Files.setPosixFilePermissions(home.resolve("deploy"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder.resolve("index.txt"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(folder.resolve("sub/page.txt"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Store store = store();
        Store.Copy copy = store.put(folder);
        assertEquals("r-xr-xr-x", permissions(copy.file()));
        assertEquals("r--r-----", permissions(copy.file().resolve("index.txt")));
        assertEquals("r-xr-xr-x", permissions(copy.file().resolve("sub/page.txt")));
        store.release(copy);
        Files.setPosixFilePermissions(home.resolve("deploy"), PosixFilePermissions.fromString("rwxr-x---"));
        assertEquals("r-xr-x---", permissions(store.put(folder).file()), "nobody else came near the original");
    }

    @Test
    void whatIsKeptIsFoundAgainUnlessItIsDamaged() throws Exception {
        Store.Copy copy = store().put(folder);
        kept.add(copy.sha256());
        assertEquals(Optional.of(copy), store().get(copy.sha256(), "app"));
        Files.setPosixFilePermissions(copy.file(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(copy.file().resolve("cache"));
        assertEquals(Optional.of(copy), store().get(copy.sha256(), "app"));
        Files.writeString(copy.file().resolve("database"), "written by the app");
        assertEquals(Optional.empty(), store().get(copy.sha256(), "app"));
        assertEquals(Set.of("empty", "index.txt", "sub", "sub/page.txt"), paths(store().put(folder).file()));
        assertEquals(List.of(copy.sha256()), left());
    }

    @Test
    void aFolderThatChangesWhileItIsCopiedLeavesNothing() throws Exception {
        Trees changing = new Trees(path -> {
            if (path.endsWith("sub/page.txt")) { // it has seen the other one by now
                assertTrue(folder.resolve("index.txt").toFile().delete());
            }
            return false;
        });
        Store store = new Store(home.resolve("store"), changing, () -> kept);
        assertThrows(NoSuchFileException.class, () -> store.put(folder));
        assertEquals(List.of(), left());
    }

    @Test
    void whatAnEarlierRunLeftHalfDoneIsRemoved() throws Exception {
        Path part = Files.createDirectories(home.resolve("store/1.part/sub"));
        Files.writeString(part.resolve("file"), "x");
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r-xr-xr-x"));
        Path stranger = Files.writeString(home.resolve("store/README"), "of somebody else");
        store();
        assertEquals(List.of(stranger.getFileName().toString()), left());
    }

    private Store store() throws IOException {
        return new Store(home.resolve("store"), trees, () -> kept);
    }

    private String digest() throws Exception {
        Store store = store();
        Store.Copy copy = store.put(folder);
        store.release(copy);
        return copy.sha256();
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aJarThatIsNotCopiedIsNamedByWhatItsDirectorySays() throws Exception {
        Path jar = jar("a.jar", "content");
        assertEquals(Store.standIn(jar).sha256(), Store.standIn(jar("again.jar", "content")).sha256());
        assertNotEquals(Store.standIn(jar).sha256(), Store.standIn(jar("other.jar", "CONTENT")).sha256());
        assertEquals(jar, Store.standIn(jar).file());
        byte[] bytes = Files.readAllBytes(jar);
        int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
        assertEquals(sha256(Arrays.copyOfRange(bytes, directory, bytes.length)), Store.standIn(jar).sha256());
    }

    @Test
    void aFileThatIsNoJarIsReadWhole() throws Exception {
        for (String text : List.of("", "short", "a file that is somewhat longer than the end of a jar")) {
            assertEquals(sha256(text.getBytes(UTF_8)), Store.standIn(Files.writeString(home.resolve("file"), text)).sha256());
        }
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.create().digest(bytes));
    }

    private Path jar(String name, String content) throws IOException {
        Path jar = home.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            ZipEntry entry = new ZipEntry("entry");
            entry.setTime(0);
            out.putNextEntry(entry);
            out.write(content.getBytes(UTF_8));
        }
        return jar;
    }

    private List<String> left() throws IOException {
        try (var files = Files.list(home.resolve("store"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Set<String> paths(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> !file.equals(root)).map(file -> root.relativize(file).toString()).collect(Collectors.toSet());
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
