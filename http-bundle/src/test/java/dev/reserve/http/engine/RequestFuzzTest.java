package dev.reserve.http.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.http.wire.WireFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// Has Jazzer look for bytes that `http` misunderstands, guided by what Jetty's and our code does with them: for as many seconds as the system property
/// `fuzz.guided.seconds` says. It begins with the corpus; what it finds it prints as an escaped file, which then belongs into `http1/found`.
class RequestFuzzTest {

    private static final List<String> WORDS = List.of("\\x0d\\x0a", "\\x0d\\x0a\\x0d\\x0a", " HTTP/1.1\\x0d\\x0a", " HTTP/1.0\\x0d\\x0a",
            "Host: a\\x0d\\x0a",
            "Content-Length: ", "Transfer-Encoding: chunked\\x0d\\x0a", "Connection: keep-alive\\x0d\\x0a", "Connection: close\\x0d\\x0a",
            "Expect: 100-continue\\x0d\\x0a", "0\\x0d\\x0a\\x0d\\x0a", "5\\x0d\\x0ahello\\x0d\\x0a", ";a=\\\"b\\\"",
            "GET / HTTP/1.1\\x0d\\x0aHost: a\\x0d\\x0a\\x0d\\x0a",
            "POST / HTTP/1.1\\x0d\\x0aHost: a\\x0d\\x0a");

    @Test
    @EnabledIfSystemProperty(named = "fuzz.guided.seconds", matches = "\\d+", disabledReason = "it takes as long as it is told to")
    void whatTheServerTakesForARequestIsOne(@TempDir Path directory) throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        for (WireFile file : WireFile.all(Path.of("src/test/resources/http1"), "valid", "invalid", "found")) {
            write(corpus.resolve(file.name().replace('/', '-')), file.text());
            if (!file.text().contains("Host:")) {
                write(corpus.resolve("host-" + file.name().replace('/', '-')),
                        file.text().replaceAll("( HTTP/1\\.[01]\r\n)", "$1Host: a\r\n"));
            }
        }
        Path dictionary = Files.write(directory.resolve("dictionary"), WORDS.stream().map(word -> '"' + word + '"').toList());
        Process jazzer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "-XX:+EnableDynamicAgentLoading", "--enable-native-access=ALL-UNNAMED",
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + RequestFuzzer.class.getName(),
                "--instrumentation_includes=org.eclipse.jetty.http.**:org.eclipse.jetty.server.internal.**:dev.reserve.http.**",
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**",
                "-max_total_time=" + System.getProperty("fuzz.guided.seconds"),
                "-timeout=20", "-max_len=4096", "-dict=" + dictionary, "-artifact_prefix=" + directory + "/",
                "--reproducer_path=" + directory, corpus.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT).start();
        int exit = jazzer.waitFor();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path found : files.filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*")).toList()) {
                System.out.println(found.getFileName() + ":\n" + WireFile.encode(Files.readAllBytes(found)));
            }
        }
        assertEquals(0, exit);
    }

    private static void write(Path file, String text) throws IOException {
        Files.write(file, new WireFile("", text).stream());
    }
}
