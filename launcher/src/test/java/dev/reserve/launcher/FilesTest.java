package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the commands find and leave in the file system.
class FilesTest {
    @TempDir
    Path directory;

    @Test
    void aPidFileAppearsWholeAndReadable() throws Exception {
        Path path = directory.resolve("x.pid");
        PidFile file = PidFile.prepare(path.toString());
        assertFalse(Files.exists(path));

        file.write(4711);

        assertEquals("4711\n", Files.readString(path));
        assertEquals("rw-r--r--", mode(path));
        file.discard(true);
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void aPidFileThatCannotBeWrittenIsFoundOutFirst() {
        String path = directory.resolve("missing/x.pid").toString();

        Exit exit = assertThrows(Exit.class, () -> PidFile.prepare(path));

        assertEquals("-p " + path + ": cannot write the pid file: its directory does not exist", exit.getMessage());
        assertEquals(Exit.CANNOT_CREATE, exit.code());
    }

    @Test
    void theDataDirectoryIsPrivateAndSaysWhoHasIt() throws Exception {
        Path data = directory.resolve("a/data");

        DataDirectory held = DataDirectory.lock(data);

        assertEquals("rwx------", mode(data));
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(data.resolve("lock")));
        held.unlock();
        DataDirectory.lock(data).unlock();
    }

    @Test
    void aFileInThePlaceOfADirectoryIsAnError() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertEquals(Exit.CANNOT_CREATE, assertThrows(Exit.class, () -> DataDirectory.lock(file)).code());
    }

    @Test
    void commandsAreFoundAsAShellDoes() throws Exception {
        Path program = command("bin/prog", "rwxr-xr-x");
        command("other/plain", "rw-r--r--");
        Map<String, String> environment = Map.of("PATH", directory.resolve("other") + ":" + directory.resolve("bin"));

        assertEquals(program.toString(), Executable.find("prog", environment));
        assertEquals(program.toString(), Executable.find(program.toString(), Map.of()));
        assertExit(Exit.UNAVAILABLE, "nosuch: command not found in PATH", "nosuch", environment);
        assertExit(Exit.NO_PERMISSION, directory.resolve("other/plain") + ": not executable", "plain", environment);
        assertExit(Exit.UNAVAILABLE, "./nosuch: no such file", "./nosuch", environment);
        assertExit(Exit.NO_PERMISSION, directory + ": a directory, not a command", directory.toString(), environment);
    }

    private static void assertExit(int code, String message, String name, Map<String, String> environment) {
        Exit exit = assertThrows(Exit.class, () -> Executable.find(name, environment));
        assertEquals(message, exit.getMessage());
        assertEquals(code, exit.code());
    }

    private Path command(String name, String mode) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.createFile(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        assertTrue(Files.exists(path));
        return path;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
