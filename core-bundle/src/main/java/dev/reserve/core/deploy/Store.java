package dev.reserve.core.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/// The copies of artifacts that the server works with, in files named by the SHA-256 of their content. What happens to a file in the deploy
/// folder afterwards cannot touch them. Thread-safe.
final class Store {

    private final Path directory;
    private final Map<String, Integer> uses = new HashMap<>();

    /// Opens the store, and empties it: nothing uses what an earlier run left.
    Store(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    /// A copy in the store, which the one who put it there has to [#release].
    record Copy(String sha256, Path file) {}

    /// Copies a file as it is now.
    Copy put(Path source) throws IOException {
        Path part = Files.createTempFile(directory, "incoming-", ".part");
        try {
            MessageDigest digest = sha256();
            try (InputStream in = Files.newInputStream(source);
                    OutputStream out = new DigestOutputStream(Files.newOutputStream(part), digest)) {
                in.transferTo(out);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            Path file = directory.resolve(sha256 + ".jar");
            synchronized (uses) {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                uses.merge(sha256, 1, Integer::sum);
            }
            return new Copy(sha256, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Gives a copy back; the last one removes it.
    void release(Copy copy) throws IOException {
        synchronized (uses) {
            Integer left = uses.computeIfPresent(copy.sha256, (_, number) -> number == 1 ? null : number - 1);
            if (left == null) {
                Files.deleteIfExists(copy.file);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
