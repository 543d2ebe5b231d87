package dev.reserve.http.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/// What is sent for a file: itself, or a compressed variant that lies beside it.
///
/// @param path of what is sent
/// @param state of what is sent
/// @param type content type of the file
/// @param coding of the variant, or null for the file itself
/// @param varies whether another client may get something else
record Choice(Path path, FileState state, String type, @Nullable Coding coding, boolean varies) {

    /// A variant has to be as new as the file: one that is older was made of another content.
    ///
    /// @param state of the file
    static Choice of(Folder folder, Path file, FileState state, HttpFields request) throws IOException {
        List<String> accepted = request.getValuesList(HttpHeader.ACCEPT_ENCODING);
        String type = MediaTypes.of(file.getFileName().toString());
        Choice best = new Choice(file, state, type, null, false);
        boolean varies = false;
        int weight = Coding.identityWeight(accepted);
        for (Coding coding : Coding.values()) {
            Optional<Path> path = folder.beside(file, coding.suffix());
            Optional<FileState> variant = path.isEmpty() ? Optional.empty() : FileState.of(path.get());
            if (path.isEmpty() || variant.isEmpty() || !variant.get().regular() || variant.get().modified().isBefore(state.modified())) {
                continue;
            }
            varies = true;
            int wanted = coding.weight(accepted);
            if (wanted > 0 && (wanted > weight || (wanted == weight && variant.get().size() < best.state.size()))) {
                best = new Choice(path.get(), variant.get(), type, coding, true);
                weight = wanted;
            }
        }
        return new Choice(best.path, best.state, type, best.coding, varies);
    }

    void describe(HttpFields.Mutable response) {
        response.put(HttpHeader.CONTENT_TYPE, type);
        if (varies) {
            response.put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
        }
        if (coding != null) {
            response.put(HttpHeader.CONTENT_ENCODING, coding.token());
        }
    }
}
