package dev.reserve.http.files;

import java.util.List;
import java.util.Locale;

/// A content coding of which a variant may lie beside a file, RFC 9110 §8.4.1.
enum Coding {
    ZSTD("zstd", ".zst"), BROTLI("br", ".br"), GZIP("gzip", ".gz");

    private final String token;
    private final String suffix;

    Coding(String token, String suffix) {
        this.token = token;
        this.suffix = suffix;
    }

    String token() {
        return token;
    }

    /// What the name of a variant has at its end, after that of the file.
    String suffix() {
        return suffix;
    }

    /// How much a client wants this coding, from 0 (not at all) to 1000, RFC 9110 §12.5.3.
    ///
    /// @param accepted the values of Accept-Encoding
    int weight(List<String> accepted) {
        return weight(token, accepted, weight("*", accepted, 0));
    }

    /// How much a client wants the file as it is.
    static int identityWeight(List<String> accepted) {
        return weight("identity", accepted, 1); // when it is not named: rather than nothing, but less than any coding that is
    }

    private static int weight(String token, List<String> accepted, int otherwise) {
        for (String value : accepted) {
            for (String item : value.split(",", -1)) {
                String[] words = item.split(";", -1);
                String name = words[0].strip().toLowerCase(Locale.ROOT);
                if (name.equals(token) || (name.equals("x-gzip") && token.equals("gzip"))) {
                    return quality(words);
                }
            }
        }
        return otherwise;
    }

    private static int quality(String[] words) {
        for (int i = 1; i < words.length; i++) {
            String word = words[i].strip().toLowerCase(Locale.ROOT);
            if (word.startsWith("q=")) {
                String number = word.substring(2).strip();
                return number.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?") ? (int) Math.round(Double.parseDouble(number) * 1000) : 0;
            }
        }
        return 1000;
    }
}
