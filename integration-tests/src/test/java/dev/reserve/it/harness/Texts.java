package dev.reserve.it.harness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Long texts that are sent and received, and digests of them.
public final class Texts {

    private Texts() {}

    /// Lines that are numbered from 0.
    public static String lines(int number) {
        return IntStream.range(0, number).mapToObj(each -> "line " + each + "\n").collect(Collectors.joining());
    }

    /// The SHA-256 of a text in UTF-8, in hexadecimal digits.
    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The SHA-256 of bytes, in hexadecimal digits.
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
