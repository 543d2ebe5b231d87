package dev.reserve.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// A certificate, those that vouch for it, and its private key: what a server proves with who it is.
///
/// @param chain the server's own certificate is the first
record Identity(List<X509Certificate> chain, PrivateKey key) {

    /// For key stores that never leave the memory.
    static final String PASSWORD = "memory";

    Identity {
        chain = List.copyOf(chain);
    }

    /// @throws IllegalArgumentException which file is wrong, what was found and what was expected
    static Identity read(Path certificate, Path key) {
        List<X509Certificate> chain = chain(certificate);
        X509Certificate own = chain.getFirst();
        List<Pem> keys = Pem.read(key).stream().filter(block -> block.label().endsWith("PRIVATE KEY")).toList();
        if (keys.size() != 1) {
            throw new IllegalArgumentException(key + ": " + (keys.isEmpty() ? "no" : keys.size()) + " private key"
                    + (keys.size() > 1 ? "s" : "") + " in it; expected one: -----BEGIN PRIVATE KEY-----");
        }
        Identity identity = new Identity(chain, PrivateKeys.of(key, keys.getFirst(), own.getPublicKey().getAlgorithm()));
        if (!identity.fits()) {
            throw new IllegalArgumentException(key + " is not the key of the first certificate in " + certificate + " ("
                    + own.getSubjectX500Principal()
                    + "); expected a pair, and the server's own certificate before those that vouch for it");
        }
        return identity;
    }

    private static List<X509Certificate> chain(Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem block : Pem.read(file)) {
            if (block.label().equals("CERTIFICATE")) {
                try {
                    chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.der())));
                } catch (CertificateException e) {
                    throw new IllegalArgumentException(file + ": certificate " + (chain.size() + 1) + " is malformed (" + e.getMessage()
                            + "); expected X.509", e);
                }
            }
        }
        if (chain.isEmpty()) {
            throw new IllegalArgumentException(file + ": no certificate in it; expected a PEM file: -----BEGIN CERTIFICATE-----");
        }
        return chain;
    }

    /// Whether the first certificate is for the key: what one signs, the other verifies.
    private boolean fits() {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] text = "a pair".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature sign = Signature.getInstance(algorithm);
            sign.initSign(key);
            sign.update(text);
            byte[] signature = sign.sign();
            Signature verify = Signature.getInstance(algorithm);
            verify.initVerify(chain.getFirst().getPublicKey());
            verify.update(text);
            return verify.verify(signature);
        } catch (GeneralSecurityException e) { // of another curve, for instance
            return false;
        }
    }

    KeyStore store() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key store in memory", e);
        }
    }

    /// Whom it is for, and until when.
    @Override
    public String toString() {
        X509Certificate own = chain.getFirst();
        return own.getSubjectX500Principal() + ", valid until " + own.getNotAfter().toInstant();
    }
}
