package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderEventsTest {

    @TempDir
    private Path home;
    private Path deploy = Path.of("");
    private final Semaphore told = new Semaphore(0);
    private Thread thread = Thread.currentThread();

    @BeforeEach
    void watch() throws Exception {
        deploy = Files.createDirectory(home.resolve("deploy"));
        thread = new FolderEvents(deploy, told::release).start();
        awaitTold(); // of what may have come before the watch
    }

    @AfterEach
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }

    @Test
    void aFileThatComesChangesOrGoesIsToldOfMoreThanOnce() throws Exception {
        Path file = deploy.resolve("shop.jar");
        Files.writeString(file, "one");
        awaitTold(3);
        Files.writeString(file, "another");
        awaitTold(3);
        Files.delete(file);
        awaitTold(3);
    }

    @Test
    void aFolderThatComesInThePlaceOfAnotherIsWatched() throws Exception {
        Files.move(deploy, home.resolve("before"));
        Files.createDirectory(deploy);
        awaitTold(); // of what may have come before the watch
        told.drainPermits();
        Files.writeString(deploy.resolve("shop.jar"), "one");
        awaitTold(3);
    }

    @Test
    void aFolderThatIsMadeAnewIsWatched() throws Exception {
        Files.delete(deploy);
        Files.createDirectory(deploy);
        awaitTold();
        told.drainPermits();
        Files.writeString(deploy.resolve("shop.jar"), "one");
        awaitTold(3);
    }

    private void awaitTold() throws InterruptedException {
        awaitTold(1);
    }

    private void awaitTold(int times) throws InterruptedException {
        assertTrue(told.tryAcquire(times, 30, TimeUnit.SECONDS), "nothing was told");
    }
}
