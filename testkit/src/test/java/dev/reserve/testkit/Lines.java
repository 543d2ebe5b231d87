package dev.reserve.testkit;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.app.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// Answers each line with its first argument and the line; some lines it answers in ways of their own.
final class Lines implements ReserveApp {

    @Override
    public ConnectionHandler launch(String... args) {
        if (args.length != 1) {
            throw new IllegalArgumentException("found " + args.length + " arguments, expected one");
        }
        return (socket, client, server) -> serve(socket, server, args[0]);
    }

    private static void serve(SocketChannel socket, Server server, String word) throws IOException {
        server.onDraining(() -> say(socket, "moving"));
        BufferedReader in = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "drop" -> {
                    return;
                }
                case "throw" -> throw new IllegalStateException("told to");
                case "half" -> socket.write(StandardCharsets.UTF_8.encode("ha"));
                case "silence" -> {}
                default -> say(socket, word + " " + line);
            }
        }
    }

    private static void say(SocketChannel socket, String line) {
        try {
            socket.write(StandardCharsets.UTF_8.encode(line + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
