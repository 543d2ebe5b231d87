package dev.reserve.shell;

import dev.reserve.shell.Client.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;

/// An admin socket with the commands of a server, without the server.
final class ShellServer implements AutoCloseable {

    final SampleCommands samples = new SampleCommands();
    final Path history;

    private final CommandProcessorImpl gogo = new CommandProcessorImpl();
    private final AdminSocket socket;
    private final Path path;

    ShellServer(Path data) throws IOException {
        FakeAdmin admin = new FakeAdmin(Statuses::busy);
        Core core = new Core(() -> Optional.of(admin), Optional::empty, List::of);
        ReserveCommands
                .of(core, new AuditLog(data.resolve("audit.log")), new Logging(Optional::empty, _ -> {}), new Ending(() -> {}), List.of(),
                        new Configured(Optional::empty), _ -> "")
                .all().filter(command -> command.scope().equals(Command.RESERVE))
                .forEach(command -> gogo.addCommand(command.scope(), command, command.function()));
        for (String function : SampleCommands.FUNCTIONS) {
            gogo.addCommand("sample", samples, function);
        }
        path = data.resolve("admin/admin.sock");
        history = data.resolve("admin/history");
        InteractiveShell shell = new InteractiveShell(Optional.of(history),
                new CommandArguments(() -> Optional.of(admin), () -> List.of("dev.reserve.core")), "welcome");
        socket = AdminSocket.open(path, new GogoRunner(() -> Optional.of(gogo), shell), null,
                new AdminSession.Patience(Duration.ofSeconds(10), Duration.ofSeconds(3)));
    }

    Client connect() throws IOException {
        return Client.connect(path);
    }

    Answer script(String name, String text) throws IOException {
        try (Client client = connect()) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            client.send("#script " + name + " " + bytes.length + "\n");
            client.send(bytes);
            return client.answer();
        }
    }

    void stop() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        gogo.stop();
    }
}
