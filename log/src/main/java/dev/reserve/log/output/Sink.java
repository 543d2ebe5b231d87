package dev.reserve.log.output;

import dev.reserve.log.LogEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// An output, and the form in which it gets the entries. What it cannot take is left out and counted: a full disk or a reader that has gone holds nobody up.
final class Sink {

    private static final long COMPLAIN = TimeUnit.SECONDS.toNanos(10);

    private final Output output;
    private final Function<LogEntry, String> format;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int lines;
    private long lost;
    private boolean said;
    private long saidAt = System.nanoTime() - COMPLAIN;

    Sink(Output output, Function<LogEntry, String> format) {
        this.output = output;
        this.format = format;
    }

    Output output() {
        return output;
    }

    /// @param say what an operator should know of
    void write(List<LogEntry> entries, Consumer<String> say) {
        for (LogEntry entry : entries) {
            byte[] line = format.apply(entry).getBytes(StandardCharsets.UTF_8);
            if (batch.size() + line.length > output.batch()) {
                write(say);
            }
            batch.writeBytes(line);
            lines++;
        }
        write(say);
    }

    private void write(Consumer<String> say) {
        if (lines == 0) {
            return;
        }
        int number = lines;
        byte[] bytes = batch.toByteArray();
        batch.reset();
        lines = 0;
        try {
            output.write(bytes);
            worked(say);
        } catch (IOException e) {
            failed(e, number, say);
        }
    }

    private void worked(Consumer<String> say) {
        if (said) {
            said = false;
            saidAt = System.nanoTime();
            say.accept("the log to " + output + " is written again; " + lost + " lines are missing there");
            lost = 0;
        }
    }

    private void failed(IOException e, int number, Consumer<String> say) {
        lost += number;
        if (!said && System.nanoTime() - saidAt >= COMPLAIN) {
            said = true;
            say.accept("the log to " + output + " cannot be written: " + e + "; lines are missing there until it can");
        }
    }

    void reopen(Consumer<String> say) {
        try {
            output.reopen();
        } catch (IOException e) {
            say.accept(output + " cannot be opened again: " + e + "; the log goes on in the file that is open");
        }
    }

    void close(Consumer<String> say) {
        try {
            output.close();
        } catch (IOException e) {
            say.accept("closing " + output + ": " + e);
        }
    }
}
