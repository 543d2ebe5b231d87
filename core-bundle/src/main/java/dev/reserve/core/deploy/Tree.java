package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What was in a folder at one moment: files and folders, in the order of their paths, and links as what they lead to.
record Tree(Path root, List<Entry> entries) {

    /// A file or a folder.
    ///
    /// @param path below the root
    /// @param inode with the device that it is on
    record Entry(Path path, boolean folder, long size, FileTime modified, FileTime changed, Object inode,
            Set<PosixFilePermission> permissions) {

        boolean executable() {
            return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
        }
    }

    /// What changes when anything in it does. The times of folders are left out: they also tell of what is no part of the tree.
    String fingerprint() {
        MessageDigest digest = Sha256.create();
        for (Entry entry : entries) {
            Entry known = entry.folder
                    ? new Entry(entry.path, true, 0, FileTime.fromMillis(0), FileTime.fromMillis(0), "", Set.of())
                    : entry;
            digest.update(known.toString().getBytes(UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// When the last of its files came to be what it is, in milliseconds since 1970.
    long changed() {
        return entries.stream().filter(entry -> !entry.folder).mapToLong(entry -> entry.changed.toMillis()).max().orElse(0);
    }

    /// Digests the paths and the content of all there is.
    void digest(MessageDigest digest) throws IOException {
        begin(digest);
        for (Entry entry : entries) {
            digest(entry, digest, OutputStream.nullOutputStream());
        }
    }

    /// The same, and copies it into an empty folder.
    void copy(Path target, MessageDigest digest) throws IOException {
        begin(digest);
        for (Entry entry : entries) {
            Path to = target.resolve(entry.path);
            if (entry.folder) {
                Files.createDirectory(to);
                digest(entry, digest, OutputStream.nullOutputStream());
            } else {
                try (OutputStream out = Files.newOutputStream(to)) {
                    digest(entry, digest, out);
                }
                Files.setLastModifiedTime(to, entry.modified); // web servers tell it
            }
        }
    }

    /// No file has the digest of a folder.
    private static void begin(MessageDigest digest) {
        digest.update("folder\0".getBytes(UTF_8));
    }

    private void digest(Entry entry, MessageDigest digest, OutputStream out) throws IOException {
        digest.update((entry.folder ? "d" : entry.executable() ? "x" : "f").getBytes(UTF_8));
        digest.update(entry.path.toString().getBytes(UTF_8));
        digest.update((byte) 0);
        if (!entry.folder) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, entry.size));
            transfer(entry, digest, out);
        }
    }

    /// No more than there was: a file that grows for ever is not followed.
    private void transfer(Entry entry, MessageDigest digest, OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(entry.size + 1, 64 << 10)];
        try (InputStream in = Files.newInputStream(root.resolve(entry.path))) {
            long left = entry.size;
            for (int read = 0; left > 0 && read >= 0; left -= Math.max(read, 0)) {
                read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                digest.update(buffer, 0, Math.max(read, 0));
                out.write(buffer, 0, Math.max(read, 0));
            }
        }
    }
}
