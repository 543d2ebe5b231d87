package dev.reserve.log.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {

    @TempDir
    private Path directory;

    private Path log() {
        return directory.resolve("log").resolve("reserve.log");
    }

    private String content(String file) throws IOException {
        return Files.readString(log().resolveSibling(file));
    }

    @Test
    void makesItsDirectoryAndAppends() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 0, 0);
        write(file, "a\n");
        file.close();
        write(RotatingFile.open(log(), 0, 0), "b\n");
        assertEquals("a\nb\n", content("reserve.log"));
        assertEquals(0,
                Files.getPosixFilePermissions(log()).stream().filter(PosixFilePermissions.fromString("------rwx")::contains).count());
    }

    @Test
    void aFullFileGetsANumberAndTheOldestGoes() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 5, 2);
        for (String line : new String[]{"1\n", "2\n", "3\n", "4\n", "5\n", "6\n", "7\n"}) {
            write(file, line);
        }
        assertEquals("7\n", content("reserve.log"));
        assertEquals("5\n6\n", content("reserve.log.1"));
        assertEquals("3\n4\n", content("reserve.log.2"));
        assertFalse(Files.exists(log().resolveSibling("reserve.log.3")));
    }

    @Test
    void whatWasThereBeforeCounts() throws IOException {
        write(RotatingFile.open(log(), 5, 1), "old\n");
        write(RotatingFile.open(log(), 5, 1), "new\n");
        assertEquals("new\n", content("reserve.log"));
        assertEquals("old\n", content("reserve.log.1"));
    }

    @Test
    void withNoneKeptItBeginsAnew() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 5, 0);
        write(file, "1234\n");
        write(file, "5\n");
        assertEquals("5\n", content("reserve.log"));
        assertFalse(Files.exists(log().resolveSibling("reserve.log.0")));
    }

    @Test
    void aLineThatIsLongerThanTheLimitIsWritten() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 3, 1);
        write(file, "123456\n");
        write(file, "7\n");
        assertEquals("7\n", content("reserve.log"));
        assertEquals("123456\n", content("reserve.log.1"));
    }

    @Test
    void isOpenedAgainByItsName() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 0, 0);
        write(file, "a\n");
        Files.move(log(), log().resolveSibling("moved"));
        write(file, "b\n");
        file.reopen();
        write(file, "c\n");
        assertEquals("a\nb\n", content("moved"));
        assertEquals("c\n", content("reserve.log"));
    }

    @Test
    void whatCannotBeOpenedIsToldAndTheOpenOneStays() throws IOException {
        RotatingFile file = RotatingFile.open(log(), 0, 0);
        Files.delete(log());
        Files.createDirectory(log());
        assertThrows(IOException.class, file::reopen);
        write(file, "still\n");
        assertTrue(assertThrows(IOException.class, () -> RotatingFile.open(log(), 0, 0)).toString().contains("reserve.log"));
    }

    private static void write(RotatingFile file, String lines) throws IOException {
        file.write(lines.getBytes(UTF_8));
    }
}
