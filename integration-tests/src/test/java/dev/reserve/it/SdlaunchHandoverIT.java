package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.Peer;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a command finds that `sdlaunch` has become. Any command will do: here it is one that has never heard of inherited sockets.
class SdlaunchHandoverIT {

    private static final List<String> SLEEP = List.of("sleep", "600");

    @Test
    void theCommandKeepsTheProcessAndFindsTheSocketInItsEnvironment() throws IOException {
        try (Running running = sleeping("-b", "web=127.0.0.1:0")) {
            ProcessView sleep = running.awaitBecoming("sleep");
            assertEquals(SLEEP, sleep.commandLine());
            Map<String, String> environment = sleep.environment();
            assertEquals(Long.toString(running.pid()), environment.get("LISTEN_PID"));
            assertEquals("1", environment.get("LISTEN_FDS"));
            assertEquals("web", environment.get("LISTEN_FDNAMES"));
            assertEquals(Set.of(0, 1, 2, 3), sleep.descriptors().keySet());
            assertTrue(sleep.descriptors().getOrDefault(3, "").startsWith("socket:"), sleep.descriptors()::toString);
            assertFalse(sleep.closesOnExec(3), "what the command starts may inherit the socket, too");
        }
    }

    @Test
    void noSignalIsBlockedOrIgnored() throws IOException {
        try (Running running = sleeping("-b", "127.0.0.1:0")) {
            ProcessView sleep = running.awaitBecoming("sleep");
            assertEquals(0, sleep.signals("SigBlk"));
            assertEquals(0, sleep.signals("SigIgn"));
        }
    }

    @Test
    void connectionsWaitInTheBacklog() throws IOException {
        try (Running running = sleeping("-b", "127.0.0.1:0")) {
            int port = running.awaitBecoming("sleep").port(3);
            try (Socket first = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket second = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertTrue(first.isConnected() && second.isConnected());
            }
        }
    }

    @Test
    void twelveSocketsComeInTheirOrderWithTheirNames(@TempDir Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String name = i % 3 == 2 ? "fd" + (3 + i) : "n" + i; // every third without a name
            names.add(name);
            String address = i % 2 == 0 ? "127.0.0.1:0" : directory.resolve(i + ".sock").toString();
            Collections.addAll(command, "-b", (i % 3 == 2 ? "" : name + "=") + address);
        }
        try (Running running = sleeping(command.toArray(String[]::new))) {
            ProcessView sleep = running.awaitBecoming("sleep");
            assertEquals("12", sleep.environment().get("LISTEN_FDS"));
            assertEquals(String.join(":", names), sleep.environment().get("LISTEN_FDNAMES"));
            assertEquals(IntStream.range(0, 15).boxed().toList(), List.copyOf(sleep.descriptors().keySet()));
            String unixSockets = Files.readString(Path.of("/proc/net/unix"));
            for (int i = 0; i < 12; i++) {
                if (i % 2 == 0) {
                    assertTrue(sleep.port(3 + i) > 0);
                } else {
                    String inode = sleep.descriptors().getOrDefault(3 + i, "").replaceAll("\\D", "");
                    assertTrue(unixSockets.contains(inode + " " + directory.resolve(i + ".sock")),
                            "fd " + (3 + i) + " is " + inode + "\n" + unixSockets);
                }
            }
        }
    }

    @Test
    void socketsListenWithReuseaddr(@TempDir Path directory) throws IOException {
        String python = Peer.program("python3");
        String script = Peer.script(directory, "describe-sockets.py");
        Invocation invocation = Invocation.sdlaunch("-b", "127.0.0.1:0", "-b", "[::]:0", "-b", directory.resolve("s").toString(), "--",
                python, script);
        try (Running running = invocation.start()) {
            running.awaitThat("it has described its sockets", () -> running.out().contains("done"));
            assertEquals("""
                    3 AF_INET SOCK_STREAM listening=1 reuse=1
                    4 AF_INET6 SOCK_STREAM listening=1 reuse=1
                    5 AF_UNIX SOCK_STREAM listening=1 reuse=0
                    done
                    """, running.out());
        }
    }

    @Test
    void theBacklogIs4096OrWhatIsAskedForAndTheKernelAllows() throws IOException {
        int most = ProcessView.setting("net/core/somaxconn");
        assertEquals(Math.min(4096, most), backlog());
        assertEquals(Math.min(17, most), backlog("--backlog", "17"));
    }

    private static int backlog(String... options) throws IOException {
        String ss = Peer.program("ss");
        List<String> arguments = new ArrayList<>(List.of(options));
        Collections.addAll(arguments, "-b", "127.0.0.1:0");
        try (Running running = sleeping(arguments.toArray(String[]::new))) {
            int port = running.awaitBecoming("sleep").port(3);
            Invocation.Ended ended = Invocation.of(ss, "-H", "-l", "-t", "-n", "sport = :" + port).run();
            Assumptions.assumeTrue(ended.exit() == 0 && !ended.out().isBlank(),
                    () -> "skipped: ss does not show the socket here: " + ended);
            return Integer.parseInt(ended.out().strip().split(" +", -1)[2]); // Send-Q of a listening socket is its backlog
        }
    }

    @Test
    void thePortCanBeUsedAgainAtOnceAfterwards() throws IOException {
        int port;
        // The side that closes first keeps the port in TIME_WAIT; without SO_REUSEADDR, nobody could listen on it for a minute.
        try (ServerSocketChannel server = ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            port = server.socket().getLocalPort();
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                server.accept().close();
                assertEquals(-1, client.getInputStream().read());
            }
        }
        for (int i = 0; i < 2; i++) {
            try (Running running = sleeping("-b", "127.0.0.1:" + port)) {
                assertEquals(port, running.awaitBecoming("sleep").port(3));
            }
        }
    }

    @Test
    void whatTheCallerInheritedItselfIsReplaced() throws IOException {
        // sdlaunch under another launcher: fd 3 and 4 are taken, and the variables are set.
        Invocation nested = Invocation.of("sh", "-c", "exec 3</dev/null 4</dev/null; exec \"$@\"", "sh", Distribution.bin("sdlaunch"), "-b",
                "web=127.0.0.1:0", "sleep", "600");
        try (Running running = nested.with("LISTEN_FDS", "2").with("LISTEN_PID", "1").with("LISTEN_FDNAMES", "a:b")
                .with("LISTEN_PIDFDID", "7").start()) {
            ProcessView sleep = running.awaitBecoming("sleep");
            assertEquals(Set.of(0, 1, 2, 3), sleep.descriptors().keySet());
            assertTrue(sleep.port(3) > 0);
            assertEquals("web", sleep.environment().get("LISTEN_FDNAMES"));
            assertEquals(Long.toString(running.pid()), sleep.environment().get("LISTEN_PID"));
            assertFalse(sleep.environment().containsKey("LISTEN_PIDFDID"));
        }
    }

    private static Running sleeping(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("--");
        arguments.addAll(SLEEP);
        return Invocation.sdlaunch(arguments.toArray(String[]::new)).start();
    }
}
