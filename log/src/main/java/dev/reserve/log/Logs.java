package dev.reserve.log;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log of the running server: its last lines, and its levels. A service; may be called from any thread.
public interface Logs {

    /// What is set for the root of all loggers.
    String ROOT = "root";
    /// How the name begins of what is set for an app.
    String APP = "app:";

    /// The lines after one, as far as they are still kept, the oldest first.
    ///
    /// @param sequence that of the line, or -1 for all
    List<LogEntry> after(long sequence);

    /// Waits for a line after that of a sequence number.
    ///
    /// @return whether there is one, which may have been pushed out by others since
    boolean await(long sequence, Duration timeout) throws InterruptedException;

    /// What is set, sorted by name; the root first.
    List<Setting> levels();

    /// Sets a level for as long as the server runs.
    ///
    /// @param name of a logger and those below it, or [#ROOT], or [#APP] and the name of an app
    /// @param level null to go back to what holds without it
    void set(String name, @Nullable LogLevel level);

    /// A level that is set.
    ///
    /// @param from who has set it, in words
    record Setting(String name, LogLevel level, String from) {}
}
