package dev.reserve.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivateKeysTest {

    private static final Path FILE = Path.of("server.key");

    @ParameterizedTest
    @CsvSource({"RSA,2048", "RSA,4096", "EC,256", "EC,521", "EdDSA,255"})
    void pkcs8IsReadAsItIs(String algorithm, int size) throws GeneralSecurityException {
        PrivateKey key = key(algorithm, size);
        assertEquals(key, read("PRIVATE KEY", key.getEncoded(), algorithm));
    }

    @ParameterizedTest
    @CsvSource({"1024", "2048", "4096"})
    void pkcs1IsPutIntoPkcs8(int size) throws GeneralSecurityException {
        PrivateKey key = key("RSA", size);
        byte[] pkcs8 = key.getEncoded();
        // after the outer header, the version, the algorithm and the header of the octets
        assertEquals(key, read("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, 4 + 3 + 15 + 4, pkcs8.length), "RSA"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ENCRYPTED PRIVATE KEY|server.key: the private key is encrypted; expected one without a passphrase. This makes one: openssl pkey -in KEY -out PLAIN",
        "DSA PRIVATE KEY|server.key: DSA PRIVATE KEY; expected a private key. This makes one of most keys: openssl pkey -in KEY -out PLAIN",
        "EC PRIVATE KEY|server.key: the EC PRIVATE KEY does not name its curve; expected one that does. This makes one: openssl pkey -in KEY -out PLAIN"})
    void whatCannotBeReadSaysHowToConvertIt(String label, String message) {
        byte[] empty = {0x30, 0x03, 0x02, 0x01, 0x01};
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> read(label, empty, "EC")).getMessage());
    }

    @Test
    void anOldEncryptedKeyIsNamedAsWell() {
        String pem = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        Pem block = Pem.parse("server.key", pem).getFirst();
        String message = String
                .valueOf(assertThrows(IllegalArgumentException.class, () -> PrivateKeys.of(FILE, block, "RSA")).getMessage());
        assertTrue(message.contains("is encrypted"), message);
    }

    @ParameterizedTest
    @CsvSource({"PRIVATE KEY,RSA", "RSA PRIVATE KEY,RSA", "EC PRIVATE KEY,EC"})
    void nothingThatIsCutOffIsRead(String label, String algorithm) throws GeneralSecurityException {
        byte[] whole = key(algorithm, algorithm.equals("EC") ? 256 : 2048).getEncoded();
        for (int length = 1; length < whole.length; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> read(label, part, algorithm)).getMessage());
            assertTrue(message.startsWith("server.key: "), message);
        }
    }

    private static PrivateKey key(String algorithm, int size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair().getPrivate();
    }

    private static PrivateKey read(String label, byte[] der, String algorithm) {
        String pem = "about it\n-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
        List<Pem> blocks = Pem.parse("server.key", pem);
        assertEquals(1, blocks.size());
        return PrivateKeys.of(FILE, blocks.getFirst(), algorithm);
    }
}
