package dev.reserve.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizedKeyTest {

    /// Made by ssh-keygen, with its fingerprint as that shows it.
    private static final String LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPDyaRBJ6uFDYq531GdaXa28caeCNaSvYPOfYSSixn50";
    private static final String FINGERPRINT = "SHA256:eToy5HkcX7115Dsp4mHQSp/Lxlauc6h3R/9+Thg1qE0";

    @ParameterizedTest
    @CsvSource({"Ed25519, 255", "EC, 256", "EC, 384", "EC, 521", "RSA, 2048"})
    void keysOfTheUsualKindsAreRead(String algorithm, int bits) {
        PublicKey key = SampleKeys.made(algorithm, bits);
        assertEquals(new AuthorizedKey(key, "alice@laptop, at home"),
                AuthorizedKey.of(SampleKeys.line(key) + "   alice@laptop, at home  "));
        assertEquals(new AuthorizedKey(key, ""), AuthorizedKey.of(SampleKeys.line(key)));
    }

    @Test
    void itIsNamedAsSshKeygenDoes() {
        assertEquals("alice@laptop " + FINGERPRINT, AuthorizedKey.of(LINE + " alice@laptop").who());
        assertEquals(FINGERPRINT, AuthorizedKey.of(LINE).who());
    }

    @Test
    void aNameDoesNotBreakTheLog() {
        assertEquals("a?[31mb", AuthorizedKey.of(LINE + " a\033[31mb").name());
        assertEquals(101, AuthorizedKey.of(LINE + " " + "x".repeat(1000)).name().length());
    }

    @Test
    void whatIsNoKeyIsRefusedWithTheReason() {
        refused("command=\"status\" " + LINE, "options before the key");
        refused("-----BEGIN OPENSSH PRIVATE KEY-----", "a private key");
        refused("ssh-dss AAAAB3NzaC1kc3MAAACBAP", "no type of key that is known here");
        refused("alice", "no type of key that is known here");
        refused("ssh-ed25519", "no key after its type");
        refused("ssh-ed25519 alice@laptop", "does not read as one of type ssh-ed25519");
        refused(LINE.substring(0, 60), "does not read as one of type ssh-ed25519");
        refused(LINE.replace("ssh-ed25519 ", "ssh-rsa "), "type ssh-rsa");
        refused(LINE + "#", "does not read as one of type ssh-ed25519");
        refused(SampleKeys.line(SampleKeys.made("RSA", 1024)), "an RSA key of 1024 bits; expected 2048 or more");
    }

    private static void refused(String line, String reason) {
        SampleKeys.ed25519();
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> AuthorizedKey.of(line)).getMessage());
        assertTrue(message.contains(reason) && message.contains("; expected"), message);
    }
}
