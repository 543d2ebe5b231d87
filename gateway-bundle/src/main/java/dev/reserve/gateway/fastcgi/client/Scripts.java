package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.client.FastCgiOptions.Root;
import dev.reserve.http.spi.DocumentRoot;
import dev.reserve.http.spi.DocumentRoot.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Finds out what a path is for: a script and what follows it, a file, or nothing.
///
/// A script is a file that is there: a program that is given another name might run what lies above it, such as an uploaded picture.
final class Scripts {

    private final Root root;
    private final DocumentRoot documents;

    Scripts(Root root) {
        this.root = root;
        this.documents = new DocumentRoot(root.directory());
    }

    /// What a path is for.
    sealed interface Target {

        /// Both texts are in Latin-1: each character stands for a byte.
        ///
        /// @param path of the script below the root; empty if there is no root
        /// @param info what follows it
        record Script(String path, String info) implements Target {}

        /// A file to be sent as it is, or a directory that may have one.
        record Plain() implements Target {}

        /// A directory with a script, asked for without a slash at its end.
        record Directory() implements Target {}

        record Nothing() implements Target {}
    }

    DocumentRoot documents() {
        return documents;
    }

    /// @param path below the one that the app is mounted at, as Jetty has it
    Target find(String path) throws IOException {
        Optional<Target> script = script(path);
        if (script.isPresent()) {
            return script.get();
        }
        Optional<Document> found = documents.find(path);
        if (found.isEmpty()) {
            return otherwise();
        }
        if (!found.get().directory()) {
            return root.files() && !isScript(found.get()) && !isScript(path) ? new Target.Plain() : otherwise();
        }
        String index = (path.endsWith("/") ? path : path + "/") + root.index();
        if (documents.find(index).filter(document -> !document.directory()).isPresent()) {
            return path.endsWith("/") ? new Target.Script(decode(index), "") : new Target.Directory();
        }
        return root.files() ? new Target.Plain() : otherwise();
    }

    private Optional<Target> script(String path) throws IOException {
        int end = 0;
        while ((end = path.indexOf(root.split(), end + 1)) >= 0) {
            end += root.split().length();
            if (end < path.length() && path.charAt(end) != '/') {
                continue;
            }
            String script = path.substring(0, end);
            if (documents.find(script).filter(document -> !document.directory()).isPresent()) {
                return Optional.of(new Target.Script(decode(script), decode(path.substring(end))));
            }
        }
        return Optional.empty();
    }

    /// Whether it looks like one: then its text is nobody's business.
    private boolean isScript(Document file) {
        return isScript(file.path().getFileName().toString());
    }

    private boolean isScript(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(root.split().toLowerCase(Locale.ROOT));
    }

    /// What there is for a path that leads to nothing that is served.
    Target otherwise() {
        return root.fallback().<Target>map(script -> new Target.Script(decode(script), "")).orElseGet(Target.Nothing::new);
    }

    /// The bytes that a path stands for, in Latin-1.
    ///
    /// @param path as Jetty has it: what is not ASCII has been decoded if it is UTF-8, and some characters are still encoded
    static String decode(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        int end = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && HexFormat.isHexDigit(bytes[i + 1]) && HexFormat.isHexDigit(bytes[i + 2])) {
                bytes[end++] = (byte) (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
                i += 2;
            } else {
                bytes[end++] = bytes[i];
            }
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }
}
