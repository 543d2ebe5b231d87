package dev.reserve.http.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/// Private keys of the three forms that PEM files have them in. The JDK reads PKCS #8 alone; the others are put into that first.
final class PrivateKeys {

    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    /// `rsaEncryption` without parameters (RFC 8017 §A.1).
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /// `id-ecPublicKey` (RFC 5480 §2.1.1).
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    /// The key of a block.
    ///
    /// @param algorithm of the certificate that it is for
    /// @throws IllegalArgumentException what is wrong with it
    static PrivateKey of(Path file, Pem block, String algorithm) {
        byte[] pkcs8 = switch (block.label()) {
            case "PRIVATE KEY" -> block.der();
            case "RSA PRIVATE KEY" ->
                isEncrypted(block) ? encrypted(file) : element(SEQUENCE, VERSION_0, RSA, element(OCTETS, block.der()));
            case "EC PRIVATE KEY" -> isEncrypted(block)
                    ? encrypted(file)
                    : element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve(file, block.der())), element(OCTETS, block.der()));
            case "ENCRYPTED PRIVATE KEY" -> encrypted(file);
            default ->
                throw new IllegalArgumentException(file + ": " + block.label() + "; expected a private key. This makes one of most keys: "
                        + "openssl pkey -in KEY -out PLAIN");
        };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException(
                    file + ": not a private key for " + algorithm + ", which the certificate is for (" + e.getMessage()
                            + "); expected the certificate's own, as PKCS #8, PKCS #1 or SEC 1",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException(
                    file + ": keys of the certificate's algorithm " + algorithm + " are not known; expected RSA, EC or EdDSA", e);
        }
    }

    private static boolean isEncrypted(Pem block) {
        return block.der().length == 0;
    }

    private static byte[] encrypted(Path file) {
        throw new IllegalArgumentException(file + ": the private key is encrypted; expected one without a passphrase. This makes one: "
                + "openssl pkey -in KEY -out PLAIN");
    }

    /// The curve that an elliptic key names (RFC 5915 §3): the content of the element `[0]`.
    private static byte[] curve(Path file, byte[] sec1) {
        ByteBuffer key = ByteBuffer.wrap(sec1);
        try {
            if (tag(key) == SEQUENCE) {
                for (ByteBuffer fields = content(key); fields.hasRemaining();) {
                    int tag = tag(fields);
                    ByteBuffer content = content(fields);
                    if (tag == PARAMETERS) {
                        byte[] curve = new byte[content.remaining()];
                        content.get(curve);
                        return curve;
                    }
                }
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new IllegalArgumentException(file + ": the EC PRIVATE KEY is malformed; expected SEC 1", e);
        }
        throw new IllegalArgumentException(file + ": the EC PRIVATE KEY does not name its curve; expected one that does. This makes one: "
                + "openssl pkey -in KEY -out PLAIN");
    }

    private static int tag(ByteBuffer der) {
        return der.get() & 0xFF;
    }

    private static ByteBuffer content(ByteBuffer der) {
        int length = der.get() & 0xFF;
        if (length > 0x82) {
            throw new IllegalArgumentException("length");
        }
        if (length > 0x7F) {
            int bytes = length - 0x80;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (der.get() & 0xFF);
            }
        }
        ByteBuffer content = der.slice(der.position(), Math.min(length, der.remaining()));
        der.position(der.position() + length);
        return content;
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteBuffer element = ByteBuffer.allocate(length + 5);
        element.put((byte) tag);
        if (length < 0x80) {
            element.put((byte) length);
        } else if (length < 0x100) {
            element.put((byte) 0x81).put((byte) length);
        } else if (length < 0x10000) {
            element.put((byte) 0x82).putShort((short) length);
        } else {
            element.put((byte) 0x83).put((byte) (length >> 16)).putShort((short) length);
        }
        for (byte[] content : contents) {
            element.put(content);
        }
        byte[] bytes = new byte[element.flip().remaining()];
        element.get(bytes);
        return bytes;
    }
}
