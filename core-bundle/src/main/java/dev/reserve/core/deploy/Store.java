package dev.reserve.core.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The copies of artifacts that the server works with, in files and folders named by the SHA-256 of their content. What happens in the deploy
/// folder afterwards cannot touch them. Thread-safe.
final class Store {

    private static final int END_BYTES = 22;
    private static final int END_OFFSET = 16;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final Pattern COPY = Pattern.compile("([0-9a-f]{64})(\\.[A-Za-z0-9]+)?");

    private final Path directory;
    private final Trees trees;
    private final Supplier<Set<String>> worthKeeping;
    /// Those that arrive, and those that are being removed.
    private final Set<Path> parts = new HashSet<>();
    private final Map<String, Integer> uses = new HashMap<>();

    /// @param worthKeeping the digests of what is to stay though nobody uses it
    Store(Path directory, Trees trees, Supplier<Set<String>> worthKeeping) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.trees = trees;
        this.worthKeeping = worthKeeping;
        prune();
    }

    /// Removes what nobody uses and is not worth keeping.
    void prune() throws IOException {
        Set<String> kept = worthKeeping.get();
        List<Path> gone = new ArrayList<>();
        synchronized (uses) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    Matcher copy = COPY.matcher(name);
                    if (name.endsWith(".part")) {
                        if (parts.add(file)) {
                            gone.add(file);
                        }
                    } else if (copy.matches() && !uses.containsKey(copy.group(1)) && !kept.contains(copy.group(1))) {
                        gone.add(setAside(file));
                    }
                }
            }
        }
        for (Path part : gone) {
            remove(part);
        }
    }

    /// A folder is not gone in one step: it gets another name first.
    private Path setAside(Path file) throws IOException {
        Path part = newPart();
        Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
        return part;
    }

    private Path newPart() {
        Path part = directory.resolve(UUID.randomUUID() + ".part");
        synchronized (uses) {
            parts.add(part);
        }
        return part;
    }

    private void remove(Path part) throws IOException {
        try {
            if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
                CopyFiles.delete(part);
            }
        } finally {
            synchronized (uses) {
                parts.remove(part);
            }
        }
    }

    /// Whether the store has kept a copy.
    ///
    /// @param file the name of the artifact
    boolean has(String sha256, String file) {
        return find(sha256, file).isPresent();
    }

    private Optional<Path> find(String sha256, String file) {
        Path asFile = directory.resolve(sha256 + suffix(file));
        Path asFolder = directory.resolve(sha256);
        return Files.isRegularFile(asFile) ? Optional.of(asFile) : Optional.of(asFolder).filter(Files::isDirectory);
    }

    /// A copy that the store has kept, if it still has it, and if its content is what its name says. The receiver has to [#release] it.
    ///
    /// @param file the name of the artifact
    Optional<Copy> get(String sha256, String file) throws IOException, RejectedException {
        Optional<Copy> copy;
        synchronized (uses) {
            copy = find(sha256, file).map(path -> new Copy(sha256, path));
            copy.ifPresent(_ -> uses.merge(sha256, 1, Integer::sum));
        }
        boolean good = false;
        try {
            good = copy.isPresent() && digest(copy.get().file()).equals(sha256);
            return good ? copy : Optional.empty();
        } finally {
            if (!good && copy.isPresent()) {
                release(copy.get());
            }
        }
    }

    private String digest(Path copy) throws IOException, RejectedException {
        MessageDigest digest = Sha256.create();
        if (Files.isDirectory(copy)) {
            trees.readCopy(copy).digest(digest);
        } else {
            try (InputStream in = new DigestInputStream(Files.newInputStream(copy), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// A copy in the store, which the one who put it there has to [#release].
    record Copy(String sha256, Path file) {}

    /// Copies a file or a folder as it is now.
    ///
    /// @throws RejectedException if the folder holds what can be no part of an artifact
    Copy put(Path source) throws IOException, RejectedException {
        boolean folder = Files.isDirectory(source);
        Path part = newPart();
        Optional<Path> damaged = Optional.empty();
        try {
            MessageDigest digest = Sha256.create();
            if (folder) {
                Tree tree = trees.read(source);
                tree.copy(CopyFiles.createFolder(part), digest);
                CopyFiles.protect(tree, source, part);
            } else {
                try (InputStream in = Files.newInputStream(source);
                        OutputStream out = new DigestOutputStream(CopyFiles.create(part), digest)) {
                    in.transferTo(out);
                }
                if (!source.getFileName().toString().endsWith(".jar")) { // a jar is read by the server alone
                    CopyFiles.protect(source, part);
                }
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            Path copy = directory.resolve(folder ? sha256 : sha256 + suffix(source.getFileName().toString()));
            synchronized (uses) {
                if (folder && Files.isDirectory(copy) && !uses.containsKey(sha256)) {
                    damaged = Optional.of(setAside(copy)); // nobody has looked at it for a while
                }
                if (!folder || !Files.isDirectory(copy)) {
                    Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
                uses.merge(sha256, 1, Integer::sum);
            }
            return new Copy(sha256, copy);
        } finally {
            remove(part);
            if (damaged.isPresent()) {
                remove(damaged.get());
            }
        }
    }

    /// That of an artifact's name, which its copy keeps.
    private static String suffix(String file) {
        int dot = file.lastIndexOf('.');
        return dot >= 0 && file.substring(dot).matches("\\.[A-Za-z0-9]{1,16}") ? file.substring(dot) : "";
    }

    /// Stands for a copy of a jar that is not going to change, without making one. Its digest is that of its directory alone, which has the checksums of all that is in it: the
    /// jars of the distribution are large, and no app could be launched before they were read.
    static Copy standIn(Path jar) throws IOException {
        MessageDigest digest = Sha256.create();
        try (InputStream in = Files.newInputStream(jar)) {
            in.skipNBytes(directoryOffset(jar));
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
        }
        return new Copy(HexFormat.of().formatHex(digest.digest()), jar);
    }

    /// Where the directory of a jar begins, as its last record says (APPNOTE.TXT 4.3.16); 0 if there is no such record at the very end.
    private static long directoryOffset(Path jar) throws IOException {
        try (FileChannel file = FileChannel.open(jar)) {
            ByteBuffer end = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            file.read(end, Math.max(0, file.size() - END_BYTES));
            long offset = Integer.toUnsignedLong(end.getInt(END_OFFSET));
            return end.getInt(0) == END_SIGNATURE && offset < file.size() ? offset : 0;
        }
    }

    /// Gives a copy back. Once nobody uses it, [#prune] may remove it.
    void release(Copy copy) throws IOException {
        synchronized (uses) {
            uses.computeIfPresent(copy.sha256, (_, number) -> number == 1 ? null : number - 1);
        }
        prune();
    }
}
