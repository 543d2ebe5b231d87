package dev.reserve.log.output;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/// On the handlers of this JVM.
@ResourceLock("java.util.logging")
class FlushTest {

    private final Logger root = Logger.getLogger("");
    private final List<Handler> before = List.of(root.getHandlers());
    private final Logging logging = Logging.install();

    @AfterEach
    void putBack() {
        logging.finish();
        List.of(root.getHandlers()).forEach(root::removeHandler);
        before.forEach(root::addHandler);
    }

    /// The console relies on it: it draws its prompt below the line.
    @Test
    void whatWasLoggedIsWrittenWhenAHandlerHasFlushed(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("logging.cfg"), List.of("stdout=off", "file=out.log"));
        logging.configure(file, directory);
        for (int i = 0; i < 100; i++) {
            root.info("line " + i);
            for (Handler each : root.getHandlers()) {
                each.flush();
            }
            assertTrue(Files.readString(directory.resolve("out.log")).endsWith(" line " + i + "\n"), "line " + i);
        }
    }
}
