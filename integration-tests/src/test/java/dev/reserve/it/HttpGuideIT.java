package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.HttpAppJar;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import dev.reserve.it.harness.TlsFiles;
import dev.reserve.it.harness.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The servers that the guide to `http` starts.
class HttpGuideIT {

    private static final String START = "./sdlaunch -b 'web=[::]:8";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void needs() throws IOException {
        Peer.program("curl");
        Files.createDirectory(directory.resolve("deploy"));
        Files.createSymbolicLink(directory.resolve("apps"), Distribution.home().resolve("apps"));
    }

    @Test
    void everySubAppUnderItsPath() throws IOException {
        Matcher shown = Pattern.compile("(?s)`(cp [^`]+/hello\\.jar deploy/)` .*?`(curl [^`]+/hello/)`").matcher(Guide.text("http.md"));
        assertTrue(shown.find());
        try (ServerProcess server = start(0)) {
            shell(shown.group(1));
            server.awaitThat("hello answers", () -> shell(shown.group(2).replace("8080", port(server))).endsWith("hello\n"));
        }
    }

    @Test
    void oneSubAppForAllPaths() throws IOException {
        shell("cp apps/hello.jar deploy/");
        try (ServerProcess server = start(1, "SUBAPP ARG…", "hello")) {
            assertEquals("hello\n", shell("curl -s http://localhost:" + port(server) + "/whatever"));
        }
    }

    @Test
    void overTls() throws IOException {
        TlsFiles.make(directory, "server", "localhost");
        try (ServerProcess server = start(2)) {
            assertTrue(shell("curl -sk https://localhost:" + port(server) + "/").contains("Reserve"));
        }
    }

    @Test
    void files() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("files")).resolve("a.txt"), "a");
        try (ServerProcess server = start(3, "DIR", "files")) {
            assertTrue(shell("curl -s http://localhost:" + port(server) + "/").contains("a.txt"));
        }
    }

    @Test
    void behindNginx() throws IOException {
        String told = Guide.listings("http.md", "nginx").getFirst();
        String believed = Guide.listings("http.md", "properties").stream().filter(each -> each.contains("proxy.trusted")).findFirst()
                .orElseThrow();
        Path front = Files.createDirectory(directory.resolve("nginx"));
        try (ServerProcess server = start(0)) {
            HttpAppJar.answering("see", "")
                    .blocking("text(response, callback, Request.getRemoteAddr(request) + \" \" + Request.getServerName(request));")
                    .dropInto(server.deploy(), "see.jar");
            server.configure("reserve.http.cfg", believed.split("\n", -1));
            String listing = "server { listen 80; location / { proxy_pass http://127.0.0.1:" + port(server) + ";\n" + told + "} }";
            try (WebServer web = WebServer.nginx(front, listing, "")) {
                String[] client = {"X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: evil.example"};
                server.awaitThat("nginx is believed",
                        () -> RawHttp.ask(web.address(), "GET", "/see/", client).text().equals("192.0.2.1 test.example"));
            }
        }
    }

    /// Starts what a line of the page does, on another port.
    private ServerProcess start(int line, String... placeholder) throws IOException {
        List<String> lines = Guide.listings("http.md", "sh").stream().flatMap(String::lines).filter(each -> each.startsWith(START))
                .toList();
        assertEquals(4, lines.size());
        String shown = lines.get(line).replaceFirst(".* -- \\./reserve ", "").replaceFirst(" +#.*", "");
        if (placeholder.length > 0) {
            assertTrue(shown.contains(placeholder[0]), shown);
            shown = shown.replace(placeholder[0], placeholder[1]);
        }
        List<String> command = new ArrayList<>(List.of(Distribution.bin("sdlaunch"), "-b", "web=[::]:0", "--"));
        command.addAll(ServerProcess.reserveCommand(directory, shown.split(" ", -1)));
        return ServerProcess.start(directory, command, Map.of()).awaitServing();
    }

    private static String port(ServerProcess server) {
        return server.address("web").toString().replaceAll(".*:", "");
    }

    private String shell(String script) {
        ServerProcess.Outcome outcome = ServerProcess.run(directory, List.of("sh", "-ec", script), Map.of());
        assertEquals(0, outcome.exit(), () -> script + "\n" + outcome.output());
        return outcome.output();
    }
}
