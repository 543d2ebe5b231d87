package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptHistoryTest {

    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing to close
        }
    };

    @Test
    void whatCannotBeWrittenIsToldOnceAndWrittenLater(@TempDir Path directory) throws Exception {
        Path file = Files.createDirectory(directory.resolve("history"));
        List<Logger> loggers = List.of(Logger.getLogger("reserve.admin"), Logger.getLogger("org.jline"));
        loggers.forEach(each -> each.addHandler(handler));
        KeptHistory history = new KeptHistory();
        try (Terminal terminal = new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream())) {
            LineReader reader = LineReaderBuilder.builder().terminal(terminal).history(history).build();
            history.attach(reader);
            reader.setVariable(LineReader.HISTORY_FILE, file);
            history.add(Instant.EPOCH, "one");
            history.add(Instant.EPOCH, "two");
            assertEquals(List.of("reserve.admin"), logged.stream().map(LogRecord::getLoggerName).toList());
            Files.delete(file);
            history.add(Instant.EPOCH, "three");
            assertEquals(List.of("0:one", "0:two", "0:three"), Files.readAllLines(file));
        } finally {
            loggers.forEach(each -> each.removeHandler(handler));
        }
    }
}
