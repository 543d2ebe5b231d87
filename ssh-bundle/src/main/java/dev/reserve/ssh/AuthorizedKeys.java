package dev.reserve.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.jspecify.annotations.Nullable;

/// The file of those who may log in. It is looked at for each of them, and read when it has changed; what is wrong with it is logged then. Thread-safe.
final class AuthorizedKeys {

    private static final Logger LOG = System.getLogger("reserve.ssh");
    private static final long LARGEST = 1 << 20;

    /// By which a change is known.
    private record Stamp(FileTime modified, long size, @Nullable Object file, String refusal) {}

    private final Path file;
    private final Path ours;
    private @Nullable Stamp stamp;
    private String failure = "";
    private List<AuthorizedKey> keys = List.of();

    /// @param ours a file of the user that runs the server
    AuthorizedKeys(Path file, Path ours) {
        this.file = file;
        this.ours = ours;
    }

    Path file() {
        return file;
    }

    /// That with this key, if it may log in now.
    synchronized Optional<AuthorizedKey> find(PublicKey key) {
        refresh();
        return keys.stream().filter(each -> KeyUtils.compareKeys(each.key(), key)).findFirst();
    }

    /// Reads the file if it has changed.
    synchronized void refresh() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            Stamp next = new Stamp(now.lastModifiedTime(), now.size(), now.fileKey(), PrivateFile.writableByOthers(file, ours));
            if (!next.equals(stamp)) {
                keys = List.of();
                failure = "";
                stamp = next;
                keys = read(next);
            }
        } catch (IOException e) {
            keys = List.of();
            stamp = null;
            String now = switch (e) {
                case NoSuchFileException _ -> "it is not there";
                case MalformedInputException _ -> "it is not in UTF-8";
                default -> e.toString();
            };
            if (!failure.equals(now)) {
                failure = now;
                LOG.log(Level.WARNING, "nobody can log in by SSH: the file of authorized keys, {0}: {1}", file, now);
            }
        }
    }

    private List<AuthorizedKey> read(Stamp now) throws IOException {
        if (!now.refusal.isEmpty() || now.size > LARGEST) {
            LOG.log(Level.WARNING, "nobody can log in by SSH: {0}", now.refusal.isEmpty()
                    ? file + " has " + now.size + " bytes; expected at most " + LARGEST
                    : now.refusal);
            return List.of();
        }
        List<AuthorizedKey> read = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && line.charAt(0) != '#') {
                try {
                    read.add(AuthorizedKey.of(line));
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.WARNING, "{0}, line {1}, is left out: {2}", file, Integer.toString(i + 1), e.getMessage());
                }
            }
        }
        if (read.isEmpty()) {
            LOG.log(Level.WARNING, "nobody can log in by SSH: {0} has no key", file);
        }
        return List.copyOf(read);
    }
}
