package dev.reserve.log.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Standard output: whoever starts the server (systemd, a container, a person) takes the lines from there. It is never closed.
final class StandardOutput implements Output {

    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private boolean torn;

    @Override
    public void write(byte[] lines) throws IOException {
        boolean after = torn;
        torn = true; // a part may be written
        if (after) {
            out.write('\n');
        }
        out.write(lines);
        torn = false;
    }

    @Override
    public String toString() {
        return "standard output";
    }
}
