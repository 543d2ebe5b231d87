package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.http.wire.WireFile;
import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Front;
import dev.reserve.it.harness.Front.Passed;
import dev.reserve.it.harness.Reporter;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `http` behind real reverse proxies that keep their connections to it: whatever a client sends through them, both see the same requests. Every file of the corpus goes through each,
/// as it is and with a Host, and then a request of somebody else, which must get its own answer.
class HttpDesyncIT {

    private interface Start {
        Front front(Path directory) throws IOException;
    }

    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("deploy"));
        Reporter.JAR.dropInto(directory.resolve("deploy"), "report.jar");
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http", "report");
        server.awaitThat("it serves",
                () -> Reporter.exchange(server.address("web"), bytes("GET / HTTP/1.0\r\n\r\n"), false).getFirst().status() == 200);
        seen();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nginxSeesTheRequestsThatWeSee(@TempDir Path directory) throws Exception {
        check(directory, home -> Front.nginx(home, server.address("web")));
    }

    @Test
    void haproxySeesTheRequestsThatWeSee(@TempDir Path directory) throws Exception {
        check(directory, home -> Front.haproxy(home, server.address("web"), false));
    }

    @Test
    void haproxyThatLetsMalformedRequestsPassSeesTheRequestsThatWeSee(@TempDir Path directory) throws Exception {
        check(directory, home -> Front.haproxy(home, server.address("web"), true));
    }

    private static void check(Path directory, Start start) throws Exception {
        int passed = 0;
        List<String> problems = new ArrayList<>();
        try (Front front = start.front(directory)) {
            int number = 0;
            for (WireFile file : WireFile.all(Distribution.checkout().resolve("http-bundle/src/test/resources/http1"), "valid", "invalid",
                    "found")) {
                for (String text : Stream.of(file.text(), withHost(file.text())).distinct().toList()) {
                    passed += check(front, file.name(), text, "/other-" + number++, problems);
                }
            }
        }
        assertEquals("", String.join("\n", problems));
        assertTrue(passed > 50, "only " + passed + " requests came through");
    }

    private static int check(Front front, String name, String text, String other, List<String> problems) throws IOException {
        int mark = front.mark();
        Reporter.exchange(front.address(), bytes(text + "GET /marker HTTP/1.1\r\nHost: marker\r\nConnection: close\r\n\r\n"), false);
        Optional<Reporter.Answer> answer = Optional.empty();
        while (answer.isEmpty()) { // the front may have given up waiting for the request: then it comes again
            answer = Reporter
                    .exchange(front.address(), bytes("GET " + other + " HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n"), false)
                    .stream().filter(each -> each.status() != 408).findFirst();
        }
        if (answer.get().status() != 200 || !answer.get().line().equals("GET " + other)) {
            problems.add(name + ": another client got an answer that is not its own: " + answer);
        }
        List<Passed> passed = front.passedSince(mark, other);
        List<String> seen = new ArrayList<>(seen());
        seen.removeIf(("GET " + other)::equals);
        List<Passed> served = passed.stream().filter(each -> each.status().equals("200")).toList();
        boolean same = served.size() == seen.size();
        for (int i = 0; same && i < seen.size(); i++) {
            String[] line = seen.get(i).split(" ", 2);
            same = line[0].equals(served.get(i).method()) && served.get(i).target().endsWith(line[1]);
        }
        if (!same) {
            problems.add(name + ": it has passed on " + passed + ", and we have seen " + seen + " in\n" + WireFile.encode(bytes(text)));
        }
        return served.size();
    }

    /// What the sub-app has got since the last time.
    private static List<String> seen() throws IOException {
        return Reporter.exchange(server.address("web"), bytes("GET /seen HTTP/1.1\r\nHost: seen\r\nConnection: close\r\n\r\n"), false)
                .getFirst()
                .report().lines().toList();
    }

    private static String withHost(String text) {
        return text.contains("\nHost:") ? text : text.replaceAll("( HTTP/1\\.[01]\r\n)", "$1Host: a\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
