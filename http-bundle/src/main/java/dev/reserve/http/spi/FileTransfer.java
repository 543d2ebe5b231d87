package dev.reserve.http.spi;

import dev.reserve.http.files.Transmission;
import dev.reserve.http.files.Transmission.Piece;
import java.nio.channels.FileChannel;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Sends a part of a file within a response, without copying it where that can be.
public final class FileTransfer {

    private FileTransfer() {}

    /// Begins to send. Waits for the disk, so it is to be called on a thread that may.
    ///
    /// @param file is closed in the end
    /// @param name of the file, for messages
    /// @param length more than 0
    /// @param last whether nothing more of the response follows
    /// @param callback called when all is sent
    public static void send(FileChannel file, String name, long position, long length, boolean last, Request request, Response response,
            Callback callback) {
        new Transmission(file, name, List.of(new Piece.Part(position, length)), last, request, response, callback).iterate();
    }
}
