package dev.reserve.ssh;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;

/// The key by which clients know the server, in a file as `ssh-keygen` writes it.
final class HostKey {

    private HostKey() {}

    /// Reads it, or makes one, of type Ed25519.
    ///
    /// @throws IOException if it cannot be read or written; names the file
    /// @throws IllegalArgumentException if others may read it
    static KeyPair in(Path file) throws IOException {
        PrivateFile.check("host.key", file);
        try {
            return Files.exists(file) ? read(file) : make(file);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the host key " + file + ": " + e.getMessage() + "; expected a private key without passphrase, as of ssh-keygen",
                    e);
        }
    }

    private static KeyPair read(Path file) throws IOException, GeneralSecurityException {
        byte[] text = Files.readAllBytes(file);
        try {
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(file.toString()),
                    new ByteArrayInputStream(text), FilePasswordProvider.EMPTY);
            Iterator<KeyPair> each = keys == null ? null : keys.iterator();
            if (each == null || !each.hasNext()) {
                throw new GeneralSecurityException("it has no key in it");
            }
            return each.next();
        } catch (IOException | RuntimeException e) { // the reader's way to say that it is no such file
            throw new GeneralSecurityException(e.getMessage(), e);
        }
    }

    private static KeyPair make(Path file) throws IOException, GeneralSecurityException {
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory, mode("rwx------"));
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "reserve", null, text);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, mode("rw-------"));
        Files.write(part, text.toByteArray());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePublicKey(key.getPublic(), "reserve", open);
        Files.writeString(file.resolveSibling(file.getFileName() + ".pub"), open.toString(StandardCharsets.UTF_8));
        return key;
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
