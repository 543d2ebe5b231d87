package dev.reserve.shell;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CancellationException;

/// Ends commands that would go on printing after they were interrupted: a `PrintStream` keeps an interrupt to itself.
final class UntilInterrupted extends FilterOutputStream {

    UntilInterrupted(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        check();
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        out.write(bytes, offset, length);
    }

    private static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted");
        }
    }
}
