package dev.reserve.http.log;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.ZoneId;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/// The access log of all instances of `http`, if it is on.
public final class AccessLog implements RequestLog, AutoCloseable {

    private final Path directory;
    private LogSettings settings = LogSettings.OFF;
    private volatile @Nullable LogWriter writer;

    /// @param directory which relative paths begin at
    public AccessLog(Path directory) {
        this.directory = directory;
    }

    /// @throws IllegalArgumentException if the file cannot be opened: then all stays as it was
    public synchronized void configure(LogSettings next) {
        if (next.equals(settings)) {
            return;
        }
        LogWriter before = writer;
        writer = next.on() ? open(next) : null;
        settings = next;
        end(before);
    }

    private LogWriter open(LogSettings next) {
        try {
            LineFormat format = next.format().equals("json") ? new JsonFormat() : new CombinedFormat(ZoneId.systemDefault());
            return new LogWriter(format, LogFile.open(next.file(), directory), LogWriter.ROOM).start();
        } catch (IOException e) {
            String reason = e instanceof FileSystemException of && of.getReason() != null ? of.getReason() : e.getClass().getSimpleName();
            throw new IllegalArgumentException(
                    "access.log.file=" + next.file() + " cannot be opened: " + reason + "; expected a file that can be written to", e);
        }
    }

    @Override
    public void log(Request request, Response response) {
        LogWriter current = writer;
        if (current != null) {
            current.offer(Entry.of(request, response));
        }
    }

    /// Has the file opened anew by its name: somebody has renamed the one that is open.
    public void reopen() {
        LogWriter current = writer;
        if (current != null) {
            current.reopen();
        }
    }

    private static void end(@Nullable LogWriter before) {
        if (before != null) {
            try {
                before.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized void close() {
        LogWriter before = writer;
        writer = null;
        settings = LogSettings.OFF;
        end(before);
    }
}
