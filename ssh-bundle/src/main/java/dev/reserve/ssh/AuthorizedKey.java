package dev.reserve.ssh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/// A key that may log in: a line of a file as described in sshd(8), AUTHORIZED_KEYS FILE FORMAT, without options.
///
/// @param name what the line says after the key, mostly whose it is and where; may be empty
record AuthorizedKey(PublicKey key, String name) {

    private static final Set<String> TYPES = Set.of("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
            "ssh-rsa", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com");
    private static final int RSA_BITS = 2048;
    private static final String EXPECTED = "; expected TYPE KEY NAME, as in a file id_ed25519.pub";

    /// @throws IllegalArgumentException what is wrong with the line, and what was expected
    static AuthorizedKey of(String line) {
        List<String> words = List.of(line.strip().split("\\s+", 3));
        if (!TYPES.contains(words.getFirst())) {
            throw new IllegalArgumentException((TYPES.stream().anyMatch(type -> line.contains(type + " "))
                    ? "options before the key, which there are none of here"
                    : line.contains("PRIVATE KEY") ? "a private key" : "no type of key that is known here") + EXPECTED);
        }
        if (words.size() == 1) {
            throw new IllegalArgumentException("no key after its type" + EXPECTED);
        }
        return new AuthorizedKey(key(words.getFirst(), words.get(1)), words.size() == 3 ? plain(words.get(2)) : "");
    }

    private static PublicKey key(String type, String text) {
        PublicKey key;
        try {
            key = PublicKeyEntry.parsePublicKeyEntry(type + " " + text).resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("the key does not read as one of type " + type + EXPECTED, e);
        }
        if (key == null || !type.equals(KeyUtils.getKeyType(key))) {
            throw new IllegalArgumentException("the key is not one of type " + type + EXPECTED);
        }
        int bits = KeyUtils.getKeySize(key);
        if (type.equals("ssh-rsa") && bits < RSA_BITS) {
            throw new IllegalArgumentException("an RSA key of " + bits + " bits; expected " + RSA_BITS + " or more");
        }
        return key;
    }

    /// It goes into logs.
    private static String plain(String name) {
        String plain = name.strip().replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }

    /// As `ssh-keygen -l` shows it.
    String fingerprint() {
        return KeyUtils.getFingerPrint(key);
    }

    /// Who it is, for people: `alice@laptop SHA256:…`.
    String who() {
        return name.isEmpty() ? fingerprint() : name + " " + fingerprint();
    }
}
