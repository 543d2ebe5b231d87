package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.reserve.it.harness.RawHttp;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that sends request after request, and takes the answers a few at a time: what the server writes does not fit into what is free, over and over.
class PipeliningIT {

    private static final int REQUESTS = 100_000;
    private static final int BATCH = 1_000;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final Pattern DATE = Pattern.compile("Date: [^\r]*\r\n");
    private static final Pattern START = Pattern.compile("(?=HTTP/1\\.1 )");

    @Test
    void everyAnswerComesWhole(@TempDir Path directory) throws Exception {
        try (ServerProcess server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0"), "http", "hello")) {
            server.configure("reserve.http.cfg", "requests.per.connection=0", "uri.bytes=20");
            server.awaitThat("the settings hold", () -> RawHttp.get(server.address("web"), "/" + "a".repeat(20)).status() == 414);
            try (Socket socket = new Socket()) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
                socket.connect(server.address("web"));
                CompletableFuture<Void> sent = new CompletableFuture<>();
                Thread.ofVirtual().start(() -> send(socket, sent));
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                sent.get();
                List<String> each = START.splitAsStream(DATE.matcher(answers).replaceAll("")).toList();
                assertEquals(REQUESTS + 1, each.size());
                for (int i = 0; i < REQUESTS; i++) {
                    assertEquals("HTTP/1.1 200 OK\r\n", each.get(i).substring(0, 17));
                    assertEquals(each.getFirst(), each.get(i), "answer " + i);
                }
            }
        }
    }

    private static void send(Socket socket, CompletableFuture<Void> sent) {
        try {
            byte[] batch = REQUEST.repeat(BATCH).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < REQUESTS; i += BATCH) {
                socket.getOutputStream().write(batch);
            }
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            sent.complete(null);
        } catch (IOException e) {
            sent.completeExceptionally(e);
        }
    }
}
