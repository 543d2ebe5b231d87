package dev.reserve.gateway.fastcgi.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a program writes to its error stream, to the log: so many lines at once, and then so many a second. What is beyond is counted.
final class ErrorLog {

    private static final System.Logger LOG = System.getLogger("reserve.fastcgi");
    private static final int AT_ONCE = 100;
    private static final int A_SECOND = 10;
    private static final int LINE_BYTES = 4000;
    private static final double NANOS = 1e9;

    private final String name;
    private double allowed = AT_ONCE;
    private long since = System.nanoTime();
    private long leftOut;

    ErrorLog(String name) {
        this.name = name;
    }

    /// The error stream of one request. For one thread.
    final class Stream {

        private final byte[] line = new byte[LINE_BYTES];
        private int length;

        void add(ByteBuffer content) {
            while (content.hasRemaining()) {
                byte next = content.get();
                if (next == '\n' || length == line.length) {
                    end();
                }
                if (next != '\n') {
                    line[length++] = next;
                }
            }
        }

        /// There is no more; what came last may be without an end of line.
        void end() {
            String text = new String(line, 0, length, StandardCharsets.UTF_8).stripTrailing();
            length = 0;
            if (!text.isEmpty()) {
                log(text, System.nanoTime());
            }
        }
    }

    private void log(String text, long now) {
        long before;
        synchronized (this) {
            allowed = Math.min(AT_ONCE, allowed + A_SECOND * ((now - since) / NANOS));
            since = now;
            if (allowed < 1) {
                leftOut++;
                return;
            }
            allowed--;
            before = leftOut;
            leftOut = 0;
        }
        tell(before);
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", name, text);
    }

    /// Tells of what has been left out, from time to time and in the end.
    void flush() {
        long before;
        synchronized (this) {
            before = leftOut;
            leftOut = 0;
        }
        tell(before);
    }

    private void tell(long before) {
        if (before > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1} more lines of its error stream are left out", name, before);
        }
    }
}
