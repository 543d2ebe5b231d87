package dev.reserve.benchmarks.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Connections that were asked one question each, and stay open.
public final class IdleConnections implements AutoCloseable {

    /// A pair of addresses has only some 28,000 ports for one side.
    private static final int PER_ADDRESS = 5_000;
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final byte[] QUESTION = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String END = "\r\n\r\nhello\n";

    private final int port;
    private final List<Socket> open = new ArrayList<>();
    private final byte[] buffer = new byte[4096];

    public IdleConnections(int port) {
        this.port = port;
    }

    /// Opens connections to one loopback address after the other, until there are so many.
    public void open(int number) throws IOException {
        while (open.size() < number) {
            Socket socket = new Socket();
            String address = "127.0.0." + (2 + open.size() / PER_ADDRESS);
            open.add(socket);
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) ANSWER.toMillis());
            ask(socket);
        }
    }

    public int addresses() {
        return (open.size() + PER_ADDRESS - 1) / PER_ADDRESS;
    }

    /// Asks on each of them again; how many are answered.
    public int askAgain() {
        int answered = 0;
        for (Socket socket : open) {
            try {
                ask(socket);
                answered++;
            } catch (IOException e) {
                // Not answered, then.
            }
        }
        return answered;
    }

    private void ask(Socket socket) throws IOException {
        socket.getOutputStream().write(QUESTION);
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf(END) < 0) {
            int length = socket.getInputStream().read(buffer);
            if (length < 0) {
                throw new IOException("expected an answer that ends with hello, found the end after " + answer);
            }
            answer.append(new String(buffer, 0, length, StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }
}
