package dev.reserve.core.socket;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Hands listening sockets over to another command by the protocol of `sd_listen_fds(3)`: they become fd 3 and up, and the environment says so
/// in `LISTEN_FDS`, `LISTEN_PID` and `LISTEN_FDNAMES`.
///
/// After a call of [#exec] or [#spawn] that failed, the environment and the close-on-exec marks of this process are changed, nothing else.
public final class Handover {
    private final List<ListeningDescriptor> sockets;
    private final String names;
    private final String program;
    private final List<byte[]> command;

    /// A handover of sockets under their names.
    ///
    /// @param sockets in the order in which they are handed over
    /// @param names   as many names; without colons, which separate them in `LISTEN_FDNAMES`
    /// @param program the path of the program
    /// @param command the command line that the program sees, beginning with its own name, in the bytes it will see
    public Handover(List<ListeningDescriptor> sockets, List<String> names, String program, List<byte[]> command) {
        if (names.size() != sockets.size()) {
            throw new IllegalArgumentException(names.size() + " names for " + sockets.size() + " sockets");
        }
        this.sockets = List.copyOf(sockets);
        this.names = String.join(":", names);
        this.program = program;
        this.command = List.copyOf(command);
    }

    /// Replaces this process, whose id stays, by the command.
    ///
    /// @return never
    /// @throws SystemCallException if that is not possible
    public SystemCallException exec() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Exec exec = new Exec(arena);
            Exec.Target target = exec.target(program, command);
            int[] descriptors = prepare(exec);
            exec.environment("LISTEN_PID", Long.toString(ProcessHandle.current().pid()));
            throw exec.replace(target, descriptors, ListenFds.FIRST);
        }
    }

    /// Starts the command as a daemon: in a session of its own, with no signal blocked or ignored, and with nothing open but the sockets,
    /// `/dev/null`, and what standard output and standard error are if they are regular files.
    ///
    /// @return its process id
    /// @throws SystemCallException if that is not possible
    public long spawn() throws IOException {
        // The process id is known only after the fork, so a shell puts it into the environment and becomes the command.
        List<byte[]> line = new ArrayList<>();
        for (String word : List.of("sh", "-c", "LISTEN_PID=$$; export LISTEN_PID; program=$1; shift 2; exec \"$program\" \"$@\"", "sh",
                program)) {
            line.add(word.getBytes(StandardCharsets.UTF_8));
        }
        line.addAll(command);
        try (Arena arena = Arena.ofConfined()) {
            Exec exec = new Exec(arena);
            Exec.Target target = exec.target("/bin/sh", line);
            return exec.spawn(target, prepare(exec), ListenFds.FIRST);
        }
    }

    // Out of the way of the numbers that they are to have, and everything else closed by the exec.
    private int[] prepare(Exec exec) throws IOException {
        int[] descriptors = new int[sockets.size()];
        int lowest = Math.max(64, ListenFds.FIRST + descriptors.length);
        for (int i = 0; i < descriptors.length; i++) {
            descriptors[i] = Libc.duplicate(sockets.get(i).fd(), lowest);
        }
        Libc.closeAllOnExec(ListenFds.FIRST);
        exec.environment("LISTEN_FDS", Integer.toString(descriptors.length));
        exec.environment("LISTEN_FDNAMES", names);
        exec.noEnvironment("LISTEN_PIDFDID"); // newer systemd's; it would name the process that we inherited from
        return descriptors;
    }
}
