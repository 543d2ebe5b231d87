package dev.reserve.core.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The copies of artifacts that the server works with, in files named by the SHA-256 of their content. What happens to a file in the deploy
/// folder afterwards cannot touch them. Thread-safe.
final class Store {

    private final Path directory;
    private final Supplier<Set<String>> worthKeeping;
    private final Set<Path> incoming = new HashSet<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /// @param worthKeeping the digests of what is to stay though nobody uses it
    Store(Path directory, Supplier<Set<String>> worthKeeping) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.worthKeeping = worthKeeping;
        prune();
    }

    /// Removes what nobody uses and is not worth keeping.
    void prune() throws IOException {
        Set<String> kept = worthKeeping.get();
        synchronized (uses) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{jar,part}")) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    String sha256 = name.endsWith(".jar") ? name.substring(0, name.length() - 4) : "";
                    boolean arriving = name.endsWith(".part") && incoming.contains(file);
                    if (!arriving && !uses.containsKey(sha256) && !kept.contains(sha256)) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    /// Whether the store has kept a copy.
    boolean has(String sha256) {
        return Files.isRegularFile(directory.resolve(sha256 + ".jar"));
    }

    /// A copy that the store has kept, if it still has it, and if its content is what its name says. The receiver has to [#release] it.
    Optional<Copy> get(String sha256) throws IOException {
        Path file = directory.resolve(sha256 + ".jar");
        synchronized (uses) {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            uses.merge(sha256, 1, Integer::sum);
        }
        Copy copy = new Copy(sha256, file);
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256())) {
            MessageDigest digest = ((DigestInputStream) in).getMessageDigest();
            in.transferTo(OutputStream.nullOutputStream());
            if (HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
                return Optional.of(copy);
            }
        }
        release(copy);
        return Optional.empty();
    }

    /// A copy in the store, which the one who put it there has to [#release].
    record Copy(String sha256, Path file) {}

    /// Copies a file as it is now.
    Copy put(Path source) throws IOException {
        Path part;
        synchronized (uses) {
            part = Files.createTempFile(directory, "incoming-", ".part");
            incoming.add(part);
        }
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
            synchronized (uses) {
                incoming.remove(part);
            }
            Files.deleteIfExists(part);
        }
    }

    /// Stands for a copy of a file that is not going to change, without making one.
    static Copy standIn(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new Copy(HexFormat.of().formatHex(digest.digest()), file);
    }

    /// Gives a copy back. Once nobody uses it, [#prune] may remove it.
    void release(Copy copy) throws IOException {
        synchronized (uses) {
            uses.computeIfPresent(copy.sha256, (_, number) -> number == 1 ? null : number - 1);
        }
        prune();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
