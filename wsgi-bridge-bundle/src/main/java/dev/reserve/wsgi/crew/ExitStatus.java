package dev.reserve.wsgi.crew;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How a process ended, in words.
final class ExitStatus {

    /// The platform tells of a signal in this way, as shells do.
    private static final int SIGNAL = 128;

    /// How long to wait for it: the connection of a process may end a little before the process.
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /// It did not come.
    static final String NONE = " (it does not end)";

    private ExitStatus() {}

    /// Waits a moment for it: its connection may end a little before.
    static String text(Process process) {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return NONE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
        int status = process.exitValue();
        return text(status > SIGNAL && status <= SIGNAL + 64 ? SIGNAL - status : status);
    }

    /// @param status negative for a signal
    static String text(int status) {
        return switch (-status) {
            case 6 -> " of signal 6 (abort)";
            case 9 -> " of signal 9 (killed, perhaps for its memory)";
            case 11 -> " of signal 11 (segmentation fault)";
            default -> status < 0 ? " of signal " + -status : ", with exit status " + status;
        };
    }
}
