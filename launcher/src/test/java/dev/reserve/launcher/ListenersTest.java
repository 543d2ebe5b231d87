package dev.reserve.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.socket.ListenAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenersTest {
    private final List<String> notices = new ArrayList<>();

    @TempDir
    Path directory;

    @Test
    void listenersAreNamedUniquelyInTheOrderGiven() throws Exception {
        List<Listener> listeners = open("web=127.0.0.1:0", "web=127.0.0.1:0", "127.0.0.1:0");

        assertEquals(List.of("web", "web.2", "default"), listeners.stream().map(Listener::name).toList());
        assertEquals(List.of("web", "web", "default"), listeners.stream().map(Listener::fdName).toList());
        assertTrue(notices.isEmpty());
        Listeners.close(listeners);
    }

    @Test
    void closingRemovesTheFilesOfUnixSockets() throws Exception {
        Path path = directory.resolve("x.sock");
        List<Listener> listeners = open(path.toString());
        assertEquals(path.toString(), listeners.getFirst().address());

        Listeners.close(listeners);

        assertFalse(Files.exists(path));
    }

    @Test
    void whenOneCannotBeOpenedNothingIsLeftBehind() {
        Path path = directory.resolve("x.sock");

        Exit exit = assertThrows(Exit.class, () -> open(path.toString(), directory.resolve("missing/y.sock").toString()));

        assertEquals(Exit.UNAVAILABLE, exit.code());
        assertFalse(Files.exists(path));
    }

    @Test
    void malformedVariablesAreAConfigurationError() {
        Exit exit = assertThrows(Exit.class, () -> Listeners.open(List.of(), Map.of("LISTEN_FDS", "1", "LISTEN_PID", "me"), notices::add));

        assertEquals(Exit.CONFIGURATION, exit.code());
        assertEquals("LISTEN_PID is 'me'; expected a process id (1 to 2147483647)", exit.getMessage());
    }

    @Test
    void everyUnfitDescriptorIsReported() {
        Map<String, String> environment = Map.of("LISTEN_FDS", "2", "LISTEN_PID", Long.toString(ProcessHandle.current().pid()),
                "LISTEN_FDNAMES",
                "web");

        Exit exit = assertThrows(Exit.class, () -> Listeners.open(List.of(), environment, notices::add));

        assertEquals(Exit.CONFIGURATION, exit.code());
        List<String> lines = String.valueOf(exit.getMessage()).lines().toList();
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().startsWith("inherited fd 3 is not "), lines.getFirst());
        assertTrue(lines.getFirst().endsWith("(named web)"), lines.getFirst());
        assertTrue(lines.getLast().startsWith("inherited fd 4 is not "), lines.getLast());
    }

    @Test
    void somebodyElsesSocketsAreNoticed() throws Exception {
        Listeners.close(Listeners.open(List.of(ListenAddress.parse("-b", "127.0.0.1:0")), Map.of("LISTEN_FDS", "1", "LISTEN_PID", "1"),
                notices::add));

        assertEquals(1, notices.size());
        assertTrue(notices.getFirst().startsWith("LISTEN_PID is 1 and this process is "), notices.getFirst());
    }

    private List<Listener> open(String... addresses) throws Exit {
        List<ListenAddress> parsed = new ArrayList<>();
        for (String address : addresses) {
            parsed.add(ListenAddress.parse("-b", address));
        }
        return Listeners.open(parsed, Map.of(), notices::add);
    }
}
