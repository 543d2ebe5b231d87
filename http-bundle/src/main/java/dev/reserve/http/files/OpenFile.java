package dev.reserve.http.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/// A file that is open, and the state that it had then. Replacing or removing the file does not change what is read here.
record OpenFile(FileChannel channel, FileState state) implements AutoCloseable {

    private static final int ATTEMPTS = 10;
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /// @param seen the state of the file a moment ago
    /// @return empty if it is gone
    static Optional<OpenFile> open(Path file, FileState seen) throws IOException {
        FileState before = seen;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileChannel channel;
            try {
                channel = FileChannel.open(file, OPTIONS);
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
            Optional<FileState> after = FileState.of(file);
            if (after.isPresent() && after.get().equals(before)) {
                return Optional.of(new OpenFile(channel, before));
            }
            channel.close(); // another one is in its place by now: the state is not the one of what is open
            if (after.isEmpty() || !after.get().regular()) {
                return Optional.empty();
            }
            before = after.get();
        }
        throw new IOException(file + " changes all the time");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
