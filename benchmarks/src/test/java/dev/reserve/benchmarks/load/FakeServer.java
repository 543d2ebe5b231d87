package dev.reserve.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/// A server that does what a test wants with each line.
final class FakeServer implements AutoCloseable {

    private static final String RESET = "reset";
    private static final String SILENCE = "silence";

    private final ServerSocket listening;
    private final AtomicInteger open = new AtomicInteger();

    /// @param answers to the question of a connection's number and a line: the text to send back; or [#reset] or [#silence]
    FakeServer(BiFunction<Integer, String, String> answers) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(answers));
    }

    static String reset() {
        return RESET;
    }

    static String silence() {
        return SILENCE;
    }

    /// The right answer of a version to a line.
    static String answer(int version, String line) {
        String[] words = line.split(" ", 2);
        return version + " " + words[0] + " " + String.valueOf(Answer.filling(version)).repeat(Integer.parseInt(words[1])) + " " + version
                + "\n";
    }

    Target target() {
        return new Target("fake", List.<SocketAddress>of(listening.getLocalSocketAddress()), Language.LINES, true);
    }

    /// How many connections are open.
    int open() {
        return open.get();
    }

    private void accept(BiFunction<Integer, String, String> answers) {
        try {
            for (int served = 0;; served++) {
                Socket socket = listening.accept();
                int number = served;
                open.incrementAndGet();
                Thread.ofVirtual().start(() -> {
                    serve(socket, number, answers);
                    open.decrementAndGet();
                });
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private static void serve(Socket socket, int number, BiFunction<Integer, String, String> answers) {
        try (socket) {
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = answers.apply(number, line);
                if (answer.equals(RESET)) {
                    socket.setSoLinger(true, 0);
                    return;
                }
                if (!answer.equals(SILENCE)) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
                if (!answer.endsWith("\n") && !answer.equals(SILENCE)) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
