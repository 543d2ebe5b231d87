package dev.reserve.wsgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.hosting.ArtifactKind.Look;
import dev.reserve.wsgi.crew.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonKindTest {

    @TempDir
    Path directory;

    private PythonKind kind;

    @BeforeEach
    void make() {
        kind = new PythonKind(new Workshop(directory.resolve("wsgi")));
    }

    private Look look(String name) throws IOException {
        return kind.look(name, directory.resolve(name));
    }

    private void archive(String name, String before, String... entries) throws IOException {
        try (var out = Files.newOutputStream(directory.resolve(name))) {
            out.write(before.getBytes(StandardCharsets.US_ASCII));
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (String entry : entries) {
                    zip.putNextEntry(new ZipEntry(entry));
                }
            }
        }
    }

    @Test
    void aFileIsAnAppOfItsName() throws IOException {
        Files.createFile(directory.resolve("blog.v2.py"));
        assertEquals(new Look.App("blog.v2"), look("blog.v2.py"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wsgi.py", "__main__.py"})
    void aFolderOrAnArchiveWithAnEntryIsAnApp(String entry) throws IOException {
        Files.createFile(Files.createDirectory(directory.resolve("blog")).resolve(entry));
        assertEquals(new Look.App("blog"), look("blog"));
        archive("shop.zip", "", "other.py", entry);
        assertEquals(new Look.App("shop"), look("shop.zip"));
        archive("news.pyz", "#!/usr/bin/env python3\n", entry);
        assertEquals(new Look.App("news"), look("news.pyz"));
    }

    @ParameterizedTest
    @CsvSource({"shop.zip,'inner/wsgi.py'", "shop.pyz,'app.py'"})
    void anArchiveWithoutAnEntryIsUnfit(String name, String entry) throws IOException {
        archive(name, "", entry);
        assertTrue(assertInstanceOf(Look.Unfit.class, look(name)).reason()
                .startsWith(name + " has neither wsgi.py nor __main__.py at its top"));
    }

    @Test
    void halfAnArchiveIsNotWholeYet() throws IOException {
        archive("shop.pyz", "", "__main__.py");
        byte[] whole = Files.readAllBytes(directory.resolve("shop.pyz"));
        Files.write(directory.resolve("shop.pyz"), Arrays.copyOf(whole, whole.length / 2));
        assertThrows(ZipException.class, () -> look("shop.pyz"));
    }

    @Test
    void anAppWouldHideTheSubAppForAllOfThemIfItWereNamedSo() throws IOException {
        Files.createFile(directory.resolve("wsgi.py"));
        assertTrue(assertInstanceOf(Look.Unfit.class, look("wsgi.py")).reason().contains("expected another name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"blog.jar", "blog.txt", "blog.pyc", "folder", "entry"})
    void whatIsNeitherIsForeign(String name) throws IOException {
        Files.createDirectories(directory.resolve("entry/wsgi.py"));
        Files.createFile(Files.createDirectory(directory.resolve("folder")).resolve("app.py"));
        archive("blog.jar", "", "wsgi.py");
        Files.createFile(directory.resolve("blog.txt"));
        Files.createFile(directory.resolve("blog.pyc"));
        assertEquals(new Look.Foreign(), look(name));
    }

    @Test
    void whatPythonKeepsForItselfIsLeftOut() throws IOException {
        Path folder = directory.resolve("blog");
        Files.createDirectories(folder.resolve("venv"));
        Files.createFile(folder.resolve("venv/pyvenv.cfg"));
        assertTrue(kind.leavesOut(folder.resolve("venv")));
        assertTrue(kind.leavesOut(folder.resolve("__pycache__")));
        assertTrue(kind.leavesOut(folder.resolve("page.pyc")));
        assertFalse(kind.leavesOut(folder));
        assertFalse(kind.leavesOut(folder.resolve("page.py")));
    }
}
