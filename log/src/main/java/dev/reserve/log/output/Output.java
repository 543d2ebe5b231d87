package dev.reserve.log.output;

import java.io.IOException;

/// Where lines go. Used by one thread at a time.
interface Output {

    /// How many bytes are written at once, at most, unless they are one line.
    int BATCH = 32 << 10;

    /// @param lines whole ones
    /// @throws IOException if they could not be written, or not all of them
    void write(byte[] lines) throws IOException;

    /// How many bytes of lines to write at once.
    default int batch() {
        return BATCH;
    }

    /// Opens it anew by its name, as somebody may have renamed it. If that fails, what is open stays.
    default void reopen() throws IOException {}

    default void close() throws IOException {}
}
