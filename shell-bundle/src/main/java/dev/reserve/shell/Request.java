package dev.reserve.shell;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What a client asks for.
///
/// @param directory where it is, in which the names of files in commands are looked up; null if it has not said so
/// @param via on whose behalf it asks, by its own account; null if it has not said so
record Request(@Nullable Path directory, @Nullable String via, Work work) {

    /// The command line, a script's size and a shell's terminal are all asked for in lines of at most so many bytes.
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_SCRIPT_BYTES = 1024 * 1024;

    /// Either one command line, or several, or a session in which they are typed.
    sealed interface Work {}

    /// @param text without its line feed
    record Line(String text) implements Work {}

    /// @param name for messages
    record Script(String name, String text) implements Work {}

    /// @param terminal its type, as in terminfo(5)
    /// @param typed what has already been typed
    record Shell(String terminal, int columns, int rows, ByteBuffer typed) implements Work {}

    static Request of(Work work) {
        return new Request(null, null, work);
    }
}
