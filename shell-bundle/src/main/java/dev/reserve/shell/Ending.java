package dev.reserve.shell;

import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.CommandSession;

/// The command that ends the server, and the only one that does.
final class Ending {

    /// Begins to stop the server, and does not wait for it.
    @FunctionalInterface
    interface Stop {
        void run() throws Exception;
    }

    private final Stop stop;

    Ending(Stop stop) {
        this.stop = stop;
    }

    List<Command> commands() {
        return List.of(Command.of(
                Usage.changing("shutdown", "ends the server: what is open finishes, up to the drain timeouts").json().details(
                        "It does not wait for the end. Nothing else that can be typed ends the server."),
                this::shutdown));
    }

    private String shutdown(CommandSession session, Given given) throws Exception {
        stop.run();
        return given.json() ? Json.of(Map.of("state", "stopping")) : "the server is stopping";
    }
}
