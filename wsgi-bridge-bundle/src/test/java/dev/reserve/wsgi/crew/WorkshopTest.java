package dev.reserve.wsgi.crew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkshopTest {

    @Test
    void whatAKilledServerHasLeftIsRemoved(@TempDir Path home) throws Exception {
        Process killed = new ProcessBuilder("true").start();
        killed.waitFor();
        Path own = Files.createDirectories(home.resolve("wsgi").resolve("run-" + killed.pid() + "-1"));
        Path elsewhere = Files.createTempDirectory("reserve-wsgi-" + killed.pid() + "-");
        Files.createFile(elsewhere.resolve("link"));
        Path alive = Files.createTempDirectory("reserve-wsgi-" + ProcessHandle.current().pid() + "-");
        Path strange = Files.createTempDirectory("reserve-wsgi-none-");
        try {
            new Workshop(home.resolve("wsgi")).run(false);
            assertFalse(Files.exists(own));
            assertFalse(Files.exists(elsewhere));
            assertTrue(Files.exists(alive));
            assertTrue(Files.exists(strange));
        } finally {
            Files.delete(alive);
            Files.delete(strange);
        }
    }

    @Test
    void itsDirectoriesArePrivate(@TempDir Path home) throws IOException {
        Workshop workshop = new Workshop(home.resolve("wsgi"));
        for (Path run : List.of(workshop.run(false), workshop.run(true))) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(run)));
            Workshop.remove(run);
            assertFalse(Files.exists(run));
        }
    }
}
