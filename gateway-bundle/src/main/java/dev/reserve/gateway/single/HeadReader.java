package dev.reserve.gateway.single;

import dev.reserve.gateway.cgi.CgiRequest;
import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads what comes before the body of a request.
public interface HeadReader {

    /// Reads no further than to the end of the head.
    ///
    /// @param from what has come; all of it is read, if the head does not end in it
    /// @param to gets the variables, when all have come
    /// @return whether all have
    /// @throws MalformedException if it is no head; then the reader is of no more use
    boolean read(ByteBuffer from, CgiRequest to) throws MalformedException;

    /// What is missing, for a message when nothing more comes; null if nothing has come at all.
    @Nullable
    String missing();
}
