package dev.reserve.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandSessionImpl;

/// A Gogo session that outlives its commands.
///
/// Gogo makes the channels of a session with `Channels.newChannel`. An interrupt in the middle of a read or a write closes such a channel for good, and so does a
/// command that closes its standard input: after a Ctrl-C at the wrong moment nothing would be shown any more, or the shell would be at its end. These stay open.
final class InteractiveSession extends CommandSessionImpl {

    InteractiveSession(CommandProcessorImpl processor, InputStream in, OutputStream out) {
        super(processor, in, out, out);
        Channel shown = new Screen(out);
        channels = new Channel[]{new Keyboard(in), shown, shown};
    }

    private record Screen(OutputStream out) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer from) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            out.write(bytes);
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // it is the session's
        }
    }

    private record Keyboard(InputStream in) implements ReadableByteChannel {

        /// What Ctrl-D types: there is no more for the command that reads.
        private static final int END = 4;

        @Override
        public int read(ByteBuffer to) throws IOException {
            if (!to.hasRemaining()) {
                return 0;
            }
            int typed = in.read();
            if (typed < 0 || typed == END) {
                return -1;
            }
            to.put((byte) typed);
            return 1;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // it is the session's
        }
    }
}
