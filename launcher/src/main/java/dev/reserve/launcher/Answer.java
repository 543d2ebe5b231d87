package dev.reserve.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The server's answer to a command: what the command printed, then a trailer: NUL, the exit code, and for an error a space and its message,
/// then a line feed. The last NUL counts, so that the output may have some of its own.
final class Answer extends OutputStream {
    private final OutputStream output;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    Answer(OutputStream output) {
        this.output = output;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int last = offset + length - 1;
        while (last >= offset && bytes[last] != 0) {
            last--;
        }
        if (last >= offset) {
            held.writeTo(output);
            held.reset();
            output.write(bytes, offset, last - offset);
            held.write(bytes, last, offset + length - last);
        } else if (held.size() > 0) {
            held.write(bytes, offset, length);
        } else {
            output.write(bytes, offset, length);
        }
        output.flush();
    }

    /// How the command ended.
    Exit end() throws Exit {
        String trailer = held.toString(StandardCharsets.UTF_8);
        int end = 1;
        while (end < trailer.length() && trailer.charAt(end) >= '0' && trailer.charAt(end) <= '9') {
            end++;
        }
        if (end < 2 || end > 4 || !trailer.endsWith("\n")) {
            throw new Exit(Exit.IO_ERROR, "the server ended the connection before the command was done");
        }
        return new Exit(Integer.parseInt(trailer.substring(1, end)), trailer.substring(end).strip());
    }
}
