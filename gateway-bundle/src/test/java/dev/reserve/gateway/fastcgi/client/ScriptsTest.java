package dev.reserve.gateway.fastcgi.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.gateway.fastcgi.client.FastCgiOptions.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptsTest {

    @TempDir
    private static Path directory;
    private static Path root;

    @BeforeAll
    static void lay() throws IOException {
        root = Files.createDirectories(directory.resolve("www"));
        for (String file : List.of("index.php", "a b.php", "uploads/picture.jpg", "uploads/UPPER.PHP", "dir.php/inner.php", "sub/index.php",
                "pages/index.html", "empty/.hidden.php", "index.php5", "../outside.php")) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
        Files.createSymbolicLink(root.resolve("link.php"), Path.of("sub/index.php"));
        Files.createSymbolicLink(root.resolve("out.php"), Path.of("../outside.php"));
        Files.createSymbolicLink(root.resolve("source.txt"), Path.of("index.php"));
    }

    private static String find(String path, Optional<String> fallback, boolean files) throws IOException {
        return switch (new Scripts(new Root(root, root, "index.php", ".php", fallback, files)).find(path)) {
            case Scripts.Target.Script(String script, String info) -> script + "|" + info;
            case Scripts.Target.Plain _ -> "plain";
            case Scripts.Target.Directory _ -> "directory";
            case Scripts.Target.Nothing _ -> "nothing";
        };
    }

    @ParameterizedTest
    @CsvSource({"/index.php,/index.php|", "/index.php/x/y.php,/index.php|/x/y.php", "/a%20b.php/%2F,/a b.php|//", "/,/index.php|",
        "/sub/,/sub/index.php|", "/sub,directory", "/dir.php/inner.php/z,/dir.php/inner.php|/z", "/link.php,/link.php|",
        "/uploads/picture.jpg,plain", "/uploads/picture.jpg/x.php,nothing", "/uploads/UPPER.PHP,nothing", "/source.txt,nothing",
        "/out.php,nothing", "/none.php,nothing", "/none,nothing", "/empty/.hidden.php,nothing", "/pages/,plain", "/pages,plain",
        "/index.php5,plain", "/index.phpx,nothing", "/index.php/,/index.php|/"})
    void aPathLeadsToAScriptThatIsThere(String path, String expected) throws IOException {
        assertEquals(expected, find(path, Optional.empty(), true));
    }

    @ParameterizedTest
    @CsvSource({"/none,/index.php|", "/uploads/picture.jpg,plain", "/uploads/picture.jpg/x.php,/index.php|", "/out.php,/index.php|",
        "/sub/,/sub/index.php|"})
    void whatIsNotThereLeadsToTheFallback(String path, String expected) throws IOException {
        assertEquals(expected, find(path, Optional.of("/index.php"), true));
    }

    @Test
    void filesAreNotThereIfTheyAreNotServed() throws IOException {
        assertEquals("nothing", find("/uploads/picture.jpg", Optional.empty(), false));
        assertEquals("/index.php|", find("/uploads/picture.jpg", Optional.of("/index.php"), false));
    }
}
