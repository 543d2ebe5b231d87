package dev.reserve.example.echo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/// The app `echo`: sends back the bytes that it gets.
///
/// Its arguments, if there are any, joined by blanks, are a line that each connection gets first: `echo hello there` greets with `hello there`.
///
/// The bundle names this class as its activator; the framework makes one object of it when it starts the bundle.
public final class Echo implements BundleActivator, ReserveApp {

    /// Registers the app under its name. That is all it takes to be launched.
    @Override
    public void start(BundleContext context) {
        context.registerService(ReserveApp.class, this, FrameworkUtil.asDictionary(Map.of(ReserveApp.NAME, "echo")));
    }

    /// The framework takes the registration back by itself.
    @Override
    public void stop(BundleContext context) {}

    @Override
    public ConnectionHandler launch(String... args) {
        byte[] greeting = args.length == 0 ? new byte[0] : (String.join(" ", args) + "\n").getBytes(UTF_8);
        return (socket, client, server) -> echo(socket, greeting);
    }

    /// Runs on a thread of its own for each connection, so it may simply wait for what comes. Reserve closes the socket afterwards.
    private static void echo(SocketChannel socket, byte[] greeting) throws IOException {
        send(socket, ByteBuffer.wrap(greeting));
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (socket.read(buffer) >= 0) {
            send(socket, buffer.flip());
            buffer.clear();
        }
    }

    /// One write may take only a part.
    private static void send(SocketChannel socket, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }
}
