package dev.reserve.core.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.ArtifactKind;
import dev.reserve.core.hosting.Offer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Apps that say what stands in a file: `NAME.txt`, or `index.txt` in a folder. Read anew for each connection, from the copy.
final class FakeKind implements ArtifactKind {

    /// The copies that have been offered.
    final Set<Path> copies = ConcurrentHashMap.newKeySet();
    /// Called at each look.
    volatile Consumer<Path> onLook = _ -> {};

    @Override
    public String expected() {
        return "NAME.txt, a folder with index.txt in it";
    }

    @Override
    public Look look(String name, Path path) throws IOException {
        onLook.accept(path);
        if (name.startsWith("broken")) {
            throw new IllegalStateException("as the test wants");
        }
        boolean folder = Files.isDirectory(path);
        if (folder ? !Files.exists(path.resolve("index.txt")) : !name.endsWith(".txt")) {
            return new Look.Foreign();
        }
        if (!folder && Files.size(path) == 0) {
            return new Look.Unfit("it is empty; expected a line");
        }
        return new Look.App(name.replaceFirst("\\.txt$", ""));
    }

    @Override
    public Offer offer(String app, Path copy) throws IOException {
        if (text(copy).equals("no offer")) {
            throw new IOException("as the test wants");
        }
        copies.add(copy);
        ReserveApp service = _ -> launch(copy);
        return new Offer(ReserveApp.class.getName(), app, Map.of(), service, getClass().getClassLoader());
    }

    private static ConnectionHandler launch(Path copy) throws IOException {
        if (text(copy).equals("no launch")) {
            throw new IllegalStateException("as the test wants");
        }
        return (socket, _, _) -> {
            String text = text(copy);
            if (text.equals("no service")) {
                throw new IllegalStateException("as the test wants");
            }
            socket.write(UTF_8.encode(text + "\n"));
        };
    }

    private static String text(Path copy) throws IOException {
        return Files.readString(Files.isDirectory(copy) ? copy.resolve("index.txt") : copy).strip();
    }

    @Override
    public boolean leavesOut(Path entry) {
        return entry.getFileName().toString().equals("cache");
    }
}
