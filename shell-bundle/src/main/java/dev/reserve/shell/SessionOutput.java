package dev.reserve.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/// What a command prints, standard output and standard error as one stream, on its way to the client.
///
/// Buffered by lines, as on a terminal: a command that goes on for long is seen while it does. A NUL ends the output in the protocol, so
/// one that a command prints becomes a question mark. May be used by several threads: the parts of a pipeline have one each.
final class SessionOutput extends OutputStream {

    private final WritableByteChannel channel;
    private final Runnable broken;
    private final ByteBuffer buffer = ByteBuffer.allocate(8192);
    private boolean ended;

    /// @param channel in blocking mode
    /// @param broken called when the client does not take any more: print streams keep such news to themselves
    SessionOutput(WritableByteChannel channel, Runnable broken) {
        this.channel = channel;
        this.broken = broken;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            throw new IOException("the command line has ended");
        }
        boolean line = false;
        for (int i = offset; i < offset + length; i++) {
            if (!buffer.hasRemaining()) {
                send();
            }
            buffer.put(bytes[i] == 0 ? (byte) '?' : bytes[i]);
            line |= bytes[i] == '\n';
        }
        if (line) {
            send();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        send();
    }

    /// Sends what is left, and refuses what comes later.
    synchronized void end() {
        if (!ended) {
            try {
                send();
            } catch (IOException e) { // the session has been told through `broken`
                buffer.clear();
            }
            ended = true;
        }
    }

    private void send() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            ended = true;
            broken.run();
            throw e;
        } finally {
            buffer.clear();
        }
    }
}
