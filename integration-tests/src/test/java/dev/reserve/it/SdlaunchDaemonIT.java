package dev.reserve.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.it.harness.Distribution;
import dev.reserve.it.harness.Guide;
import dev.reserve.it.harness.Invocation;
import dev.reserve.it.harness.ProcessView;
import dev.reserve.it.harness.Running;
import dev.reserve.it.harness.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sdlaunch -d` and `-p`.
class SdlaunchDaemonIT {

    @TempDir
    private Path directory;

    @AfterEach
    void killTheDaemon() throws IOException {
        if (Files.exists(pidFile())) {
            ProcessHandle.of(daemonsPid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void theDaemonHasASessionOfItsOwnAndTheRightListenPid() throws IOException {
        Invocation.Ended ended = daemon("web=127.0.0.1:0", "sleep", "600");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals("", ended.out() + ended.err());
        ProcessView daemon = new ProcessView(daemonsPid());
        await().atMost(ServerProcess.DEADLINE).until(() -> daemon.program().equals("sleep"));
        assertEquals(daemon.pid(), daemon.session());
        assertEquals(Long.toString(daemon.pid()), daemon.environment().get("LISTEN_PID"));
        assertEquals("1", daemon.environment().get("LISTEN_FDS"));
        assertEquals("web", daemon.environment().get("LISTEN_FDNAMES"));
        assertEquals(0, daemon.signals("SigBlk"));
        assertEquals(0, daemon.signals("SigIgn"));
        assertEquals(Set.of(0, 1, 2, 3), daemon.descriptors().keySet());
        assertEquals("/dev/null", daemon.descriptors().get(0));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port(3))) {
            assertTrue(socket.isConnected());
        }
    }

    @Test
    void whoReadsTheOutputOfSdlaunchIsNotKeptWaitingByTheDaemon() throws IOException {
        // Command substitution reads until the last process that holds the pipe is gone.
        String line = "output=$(\"$@\" 2>&1); echo \"sdlaunch ended with $?, wrote <$output>\"";
        Invocation.Ended ended = Invocation
                .of("sh", "-c", line, "sh", Distribution.bin("sdlaunch"), "-d", "-p", pidFile().toString(), "-b", "127.0.0.1:0",
                        "sleep", "600")
                .run();
        assertEquals("sdlaunch ended with 0, wrote <>\n", ended.out());
        assertTrue(ProcessHandle.of(daemonsPid()).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void outputOfTheDaemonGoesToAFileIfThatIsWhereOutputWent() throws IOException {
        Invocation.Ended ended = Invocation
                .of("sh", "-c", "exec \"$@\" >log 2>&1", "sh", Distribution.bin("sdlaunch"), "-d", "-p", pidFile().toString(), "-b",
                        "127.0.0.1:0", "sh", "-c", "echo out; echo err >&2; exec sleep 600")
                .in(directory).run();
        assertEquals(0, ended.exit(), ended.err());
        await().atMost(ServerProcess.DEADLINE).until(() -> Files.readString(directory.resolve("log")).equals("out\nerr\n"));
    }

    @Test
    void theGuideStartsTheServerAsADaemon() throws IOException {
        Matcher line = Pattern.compile("`(\\./sdlaunch -d -p reserve\\.pid [^`]+)`").matcher(Guide.text("launching.md"));
        assertTrue(line.find());
        for (String command : List.of("sdlaunch", "reserve")) {
            Files.createSymbolicLink(directory.resolve(command), Path.of(Distribution.bin(command)));
        }
        Invocation.Ended ended = Invocation.of("sh", "-c", line.group(1).replace("[::]:80", "127.0.0.1:0")).in(directory)
                .with("RESERVE_BASE", directory.toString()).run();
        Files.createSymbolicLink(pidFile(), directory.resolve("reserve.pid")); // is there when sdlaunch has ended
        assertEquals(0, ended.exit(), ended.err());
        await().atMost(ServerProcess.DEADLINE).until(() -> Files.readString(directory.resolve("reserve.log")).contains("reserve serving"));
    }

    @Test
    void argumentsReachTheDaemonAsTheyAre() throws IOException {
        daemon("127.0.0.1:0", "sh", "-c", "printf '[%s]' \"$@\" >args.part; mv args.part args; exec sleep 600", "$0", "two words", "", "*",
                "--", "-d", "naïve");
        await().atMost(ServerProcess.DEADLINE).until(() -> Files.exists(directory.resolve("args")));
        assertEquals("[two words][][*][--][-d][naïve]", Files.readString(directory.resolve("args")));
    }

    @Test
    void withoutDThePidFileHasTheCommandsOwnPid() throws IOException {
        try (Running running = Invocation.sdlaunch("-p", pidFile().toString(), "-b", "127.0.0.1:0", "sleep", "600").start()) {
            running.awaitBecoming("sleep");
            assertEquals(running.pid() + "\n", Files.readString(pidFile()));
        }
    }

    @Test
    void aPidFileThatCannotBeWrittenStopsTheStart() throws IOException {
        Path ran = directory.resolve("ran");
        Invocation.Ended ended = Invocation
                .sdlaunch("-d", "-p", directory + "/none/pid", "-b", directory.resolve("s").toString(), "touch", ran.toString()).run();
        assertEquals(73, ended.exit(), ended.err());
        assertTrue(ended.err().contains("-p " + directory + "/none/pid"), ended.err());
        assertFalse(Files.exists(ran));
        assertFalse(Files.exists(directory.resolve("s")));
    }

    @Test
    void aPidFileOfAnEarlierRunIsReplaced() throws IOException {
        Files.writeString(pidFile(), "1\n");
        assertEquals(0, daemon("127.0.0.1:0", "sleep", "600").exit());
        assertNotEquals(1, daemonsPid());
    }

    private Invocation.Ended daemon(String address, String... command) throws IOException {
        String[] arguments = new String[command.length + 6];
        System.arraycopy(new String[]{"-d", "-p", pidFile().toString(), "-b", address, "--"}, 0, arguments, 0, 6);
        System.arraycopy(command, 0, arguments, 6, command.length);
        return Invocation.sdlaunch(arguments).in(directory).run();
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }

    private long daemonsPid() throws IOException {
        return Long.parseLong(Files.readString(pidFile()).strip());
    }
}
