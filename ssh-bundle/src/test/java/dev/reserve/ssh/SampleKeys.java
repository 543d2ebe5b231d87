package dev.reserve.ssh;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/// Public keys, as they are and as lines.
final class SampleKeys {

    static {
        Ed25519.register();
    }

    private SampleKeys() {}

    static PublicKey ed25519() {
        return made("Ed25519", 255);
    }

    static PublicKey made(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair().getPublic();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String line(PublicKey key) {
        return PublicKeyEntry.toString(key);
    }
}
