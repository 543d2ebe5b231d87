package dev.reserve.example.socks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who may use the proxy, with their passwords.
record Users(Map<String, String> passwords) {

    /// Reads a file with a `NAME:PASSWORD` a line. Lines that begin with `#` are comments.
    static Users read(Path file) throws IOException {
        Map<String, String> passwords = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int colon = line.indexOf(':');
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (colon < 1 || colon == line.length() - 1) { // without the line: it may be a password
                throw new IllegalArgumentException(file + ", line " + (i + 1) + ": expected NAME:PASSWORD");
            }
            passwords.put(line.substring(0, colon), line.substring(colon + 1));
        }
        if (passwords.isEmpty()) {
            throw new IllegalArgumentException(file + " has no users; expected NAME:PASSWORD a line");
        }
        return new Users(Map.copyOf(passwords));
    }

    /// Takes the same time wherever the passwords begin to differ.
    boolean accept(String name, String password) {
        boolean equal = MessageDigest.isEqual(passwords.getOrDefault(name, "").getBytes(UTF_8), password.getBytes(UTF_8));
        return equal && !password.isEmpty();
    }

    /// Without the passwords.
    @Override
    public String toString() {
        return "Users" + passwords.keySet();
    }
}
