package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One look at a time, so that nothing has to be waited for.
class JarWatchTest {

    @TempDir
    private Path home;
    private Path target = Path.of("");
    private Path deploy = Path.of("");

    @BeforeEach
    void create() throws IOException {
        target = home.resolve("target");
        deploy = Files.createDirectory(home.resolve("deploy"));
    }

    @Test
    void aJarIsDeployedWhenItComesAndWhenItChanges() throws IOException {
        JarWatch watch = new JarWatch(List.of(target.resolve("shop.jar")), deploy);
        watch.look();
        assertEquals(List.of(), deployed());
        write("shop.jar", jar("one"));
        watch.look();
        assertArrayEquals(jar("one"), Files.readAllBytes(deploy.resolve("shop.jar")));
        write("shop.jar", jar("two"));
        watch.look();
        assertArrayEquals(jar("two"), Files.readAllBytes(deploy.resolve("shop.jar")));
        assertEquals(List.of("shop.jar"), deployed());
    }

    @Test
    void whatIsBeingWrittenIsTakenWhenItIsWhole() throws IOException {
        JarWatch watch = new JarWatch(List.of(target.resolve("shop.jar")), deploy);
        byte[] whole = jar("x".repeat(1000));
        for (int length : List.of(0, 1, 30, whole.length / 2, whole.length - 1)) {
            write("shop.jar", Arrays.copyOf(whole, length));
            watch.look();
            assertEquals(List.of(), deployed());
        }
        write("shop.jar", whole);
        watch.look();
        assertArrayEquals(whole, Files.readAllBytes(deploy.resolve("shop.jar")));
    }

    @Test
    void whatABuildDeletesGoesOnServing() throws IOException {
        JarWatch watch = new JarWatch(List.of(target), deploy);
        write("shop.jar", jar("one"));
        watch.look();
        Files.delete(target.resolve("shop.jar"));
        watch.look();
        Files.delete(target);
        watch.look();
        assertEquals(List.of("shop.jar"), deployed());
        FileTime before = Files.getLastModifiedTime(deploy.resolve("shop.jar"));
        write("shop.jar", jar("one"));
        watch.look();
        assertEquals(before, Files.getLastModifiedTime(deploy.resolve("shop.jar")), "the same again is nothing new");
        write("shop.jar", jar("two"));
        watch.look();
        assertArrayEquals(jar("two"), Files.readAllBytes(deploy.resolve("shop.jar")));
    }

    @Test
    void aFolderOrAPatternStandsForTheJarsThatAreMeant() throws IOException {
        JarWatch watch = new JarWatch(List.of(target.resolve("sh*.jar")), deploy);
        for (String name : List.of("shop.jar", "shop-sources.jar", "shop-tests.jar", "other.jar", "original-shop.jar")) {
            write(name, jar(name));
        }
        watch.look();
        assertEquals(List.of("shop.jar"), deployed());
        new JarWatch(List.of(target), deploy).look();
        assertEquals(List.of("other.jar", "shop.jar"), deployed());
    }

    @Test
    void whatAFatJarIsMadeOfIsNotTakenForIt() throws IOException {
        JarWatch watch = new JarWatch(List.of(target), deploy);
        write("shop.jar", jar("fat one"));
        write("original-shop.jar", jar("thin one"));
        watch.look();
        write("shop.jar", jar("thin two"));
        watch.look();
        assertArrayEquals(jar("fat one"), Files.readAllBytes(deploy.resolve("shop.jar")));
        write("original-shop.jar", jar("thin two"));
        write("shop.jar", jar("fat two"));
        watch.look();
        assertArrayEquals(jar("fat two"), Files.readAllBytes(deploy.resolve("shop.jar")));
    }

    @Test
    void whatCannotBeDeployedIsNotTriedAgainBeforeItChanges() throws IOException {
        JarWatch watch = new JarWatch(List.of(target), deploy);
        Files.createDirectories(deploy.resolve("shop.jar/in-the-way"));
        write("shop.jar", jar("one"));
        watch.look();
        Files.delete(deploy.resolve("shop.jar/in-the-way"));
        Files.delete(deploy.resolve("shop.jar"));
        watch.look();
        assertEquals(List.of(), deployed());
        write("shop.jar", jar("three"));
        watch.look();
        assertEquals(List.of("shop.jar"), deployed());
    }

    private List<String> deployed() throws IOException {
        try (var files = Files.list(deploy)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /// As a new file, as builds do.
    private void write(String name, byte[] content) throws IOException {
        Files.createDirectories(target);
        Path part = Files.write(target.resolve("part"), content);
        Files.deleteIfExists(target.resolve(name));
        Files.move(part, target.resolve(name));
    }

    private static byte[] jar(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("a.txt");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
