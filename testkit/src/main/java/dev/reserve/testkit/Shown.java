package dev.reserve.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes as messages show them: quoted, what does not print escaped, and not too many.
final class Shown {

    private static final int MOST = 500;

    private Shown() {}

    static String bytes(byte[] bytes) {
        String text = "\"" + escaped(bytes.length > MOST ? Arrays.copyOf(bytes, MOST) : bytes) + "\"";
        return bytes.length > MOST ? text + " and " + (bytes.length - MOST) + " bytes more" : text;
    }

    private static String escaped(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) { // binary, or cut in the middle of a character
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '"' -> shown.append("\\\"");
                case '\\' -> shown.append("\\\\");
                default -> shown.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return shown.toString();
    }
}
