package dev.reserve.it.harness;

import dev.reserve.http.wire.StrictParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A sub-app that answers each request with what it has understood, and keeps a list of the requests that it has got; and a client that sends it bytes.
public final class Reporter {

    public static final HttpAppJar JAR = HttpAppJar.answering("report", "").launch("""
            java.util.Queue<String> seen = new java.util.concurrent.ConcurrentLinkedQueue<>();
            return blocking((request, response, callback) -> {
                String line = request.getMethod() + " " + request.getHttpURI().getPathQuery();
                if (line.equals("GET /seen")) {
                    StringBuilder all = new StringBuilder();
                    for (String each = seen.poll(); each != null; each = seen.poll()) {
                        all.append(each).append("\\n");
                    }
                    text(response, callback, all.toString());
                    return;
                }
                StringBuilder report = new StringBuilder(line).append("\\n");
                for (org.eclipse.jetty.http.HttpField field : request.getHeaders()) {
                    if (!field.getName().matches("Upgrade|X-Request-Id|X-Forwarded-.*")) // which are the server's own business
                        report.append(field.getName()).append(": ").append(field.getValue()).append("\\n");
                }
                String body = Content.Source.asString(request, java.nio.charset.StandardCharsets.ISO_8859_1);
                seen.add(line);
                text(response, callback, report.append("\\n").append(body).toString());
            });""");

    /// @param status of the response
    /// @param report what the sub-app says, or the page of an error
    public record Answer(int status, String report) {

        /// The first line: method and target.
        public String line() {
            return report.lines().findFirst().orElse("");
        }

        /// What differs between the request as it was sent and as it was understood; empty if nothing does. Cached field values come in the server's own case.
        public String difference(StrictParser.Request request) {
            StringBuilder expected = new StringBuilder(request.method()).append(" ").append(request.target()).append("\n");
            request.fields().stream().filter(field -> !field.name().matches("upgrade|x-forwarded-.*"))
                    .forEach(field -> expected.append(field.name()).append(": ").append(field.value()).append("\n"));
            expected.append("\n").append(request.body());
            return expected.toString().toLowerCase(Locale.ROOT).equals(report.toLowerCase(Locale.ROOT))
                    ? ""
                    : "sent:\n" + expected + "\nunderstood:\n" + report;
        }
    }

    private Reporter() {}

    /// Sends a stream on a connection of its own, and reads until the server closes it.
    ///
    /// @param finish whether to say that there is nothing more to send
    public static List<Answer> exchange(SocketAddress address, byte[] stream, boolean finish) throws IOException {
        try (SocketChannel socket = SocketChannel.open(address)) {
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    ByteBuffer bytes = ByteBuffer.wrap(stream);
                    while (bytes.hasRemaining()) {
                        socket.write(bytes);
                    }
                    if (finish) {
                        socket.shutdownOutput();
                    }
                } catch (IOException e) {
                    // it has been closed while there was more to send
                }
            });
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            Thread receiver = Thread.startVirtualThread(() -> receive(socket, received));
            if (!receiver.join(ServerProcess.DEADLINE)) {
                throw new AssertionError("the connection stays open; received until now:\n" + received);
            }
            sender.join();
            return answers(received.toString(StandardCharsets.ISO_8859_1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void receive(SocketChannel socket, ByteArrayOutputStream received) {
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            while (socket.read(buffer) >= 0) {
                received.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException e) {
            // closed with a reset, as it had not read everything
        }
    }

    private static List<Answer> answers(String received) {
        List<Answer> answers = new ArrayList<>();
        int at = 0;
        while (at < received.length()) {
            int end = received.indexOf("\r\n\r\n", at);
            String head = received.substring(at, end < 0 ? received.length() : end + 2);
            if (!head.matches("(?s)HTTP/1\\.[01] \\d{3}.*")) {
                throw new AssertionError("expected a response, found: " + received.substring(at));
            }
            int status = Integer.parseInt(head.substring(9, 12));
            at = end + 4;
            if (status >= 200) {
                int length = length(received, head, at);
                answers.add(new Answer(status, new String(received.substring(at, Math.min(at + length, received.length()))
                        .getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)));
                at += length;
            }
        }
        return answers;
    }

    private static int length(String received, String head, int at) {
        String lower = head.toLowerCase(Locale.ROOT);
        int from = lower.indexOf("\r\ncontent-length:");
        if (from >= 0) {
            return Integer.parseInt(lower.substring(from + 17, lower.indexOf("\r\n", from + 2)).strip());
        }
        if (lower.contains("\r\ntransfer-encoding: chunked")) {
            throw new AssertionError("the report comes with a length: " + head);
        }
        return received.length() - at;
    }
}
