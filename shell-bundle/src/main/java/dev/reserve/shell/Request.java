package dev.reserve.shell;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What a client sends: one command line in UTF-8, ended by a line feed or by the end of its stream.
final class Request {

    static final int MAX_BYTES = 64 * 1024;

    private Request() {}

    /// @param timeout within which the whole line has to come
    /// @throws CommandFailure if what comes is not a request; says what was expected
    static String read(SocketChannel channel, Duration timeout) throws IOException, CommandFailure {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES + 1);
        try (TimedReader reader = new TimedReader(channel, timeout)) {
            for (int seen = 0; buffer.hasRemaining();) {
                boolean end = reader.read(buffer) < 0;
                while (seen < buffer.position() && buffer.get(seen) != '\n') {
                    seen++;
                }
                if (end || seen < buffer.position()) {
                    return decode(buffer.limit(seen).position(0));
                }
            }
        } catch (SocketTimeoutException e) {
            throw new CommandFailure(CommandFailure.BAD_DATA, "no command line within " + timeout.toMillis() + " ms", e);
        }
        throw new CommandFailure(CommandFailure.BAD_DATA, "the command line is longer than " + MAX_BYTES + " bytes");
    }

    /// Reads what a client still sends whose request was refused, until it stops or the time is up: a socket closed with bytes unread is reset, and the client
    /// might not get to see why.
    static void discard(SocketChannel channel, Duration timeout) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
        try (TimedReader reader = new TimedReader(channel, timeout)) {
            while (reader.read(buffer.clear()) >= 0) {
                // not wanted
            }
        } catch (SocketTimeoutException e) { // long enough
            return;
        }
    }

    private static String decode(ByteBuffer bytes) throws CommandFailure {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().strip();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(CommandFailure.BAD_DATA, "the command line is not UTF-8", e);
        }
    }
}
