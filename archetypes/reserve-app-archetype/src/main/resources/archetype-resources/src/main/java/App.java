package ${package};

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Component;

/// Reads names, one a line, and greets them. The arguments, joined by blanks, are the greeting.
@Component(property = ReserveApp.NAME + "=${artifactId}")
public final class App implements ReserveApp {

    /// Called once for each version. What can fail is best tried here: the version before goes on if this throws.
    @Override
    public ConnectionHandler launch(String... args) {
        String greeting = args.length == 0 ? "hello" : String.join(" ", args);
        return (socket, client, server) -> serve(socket, greeting);
    }

    /// Serves a connection, on a thread of its own: it may wait. The socket is closed afterwards.
    private static void serve(SocketChannel socket, String greeting) throws IOException {
        BufferedReader in = new BufferedReader(Channels.newReader(socket, StandardCharsets.UTF_8));
        OutputStream out = Channels.newOutputStream(socket);
        for (String name = in.readLine(); name != null; name = in.readLine()) {
            out.write((greeting + ", " + name + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
