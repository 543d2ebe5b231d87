package dev.reserve.launcher;

import dev.reserve.core.socket.BindException;
import dev.reserve.core.socket.Handover;
import dev.reserve.core.socket.ListenAddress;
import dev.reserve.core.socket.ListenFds;
import dev.reserve.core.socket.ListeningDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `sdlaunch`: opens listening sockets and becomes a command that inherits them.
public final class Sdlaunch {
    private static final String COMMAND = "sdlaunch";

    private Sdlaunch() {}

    /// Runs the command.
    public static void main(String[] arguments) {
        try {
            List<byte[]> raw = RawArguments.of(arguments);
            SdlaunchOptions options = SdlaunchOptions.parse(RawArguments.decoded(raw));
            launch(options, raw.subList(options.command(), raw.size()));
        } catch (Exit e) {
            System.exit(e.print(COMMAND));
        }
    }

    private static void launch(SdlaunchOptions options, List<byte[]> command) throws Exit {
        String program = Executable.find(RawArguments.decoded(command).getFirst(), System.getenv());
        PidFile pidFile = options.pidFile() == null ? null : PidFile.prepare(options.pidFile());
        Deque<ListeningDescriptor> sockets = new ArrayDeque<>();
        boolean running = false;
        boolean written = false;
        try {
            List<String> names = open(options, sockets);
            Handover handover = new Handover(List.copyOf(sockets), names, program, command);
            if (options.daemon()) {
                long pid = handover.spawn();
                running = true;
                if (pidFile != null) {
                    pidFile.write(pid);
                }
                return;
            }
            if (pidFile != null) {
                pidFile.write(ProcessHandle.current().pid());
                written = true;
            }
            throw handover.exec();
        } catch (BindException e) {
            throw Exit.cannotListen(e);
        } catch (IOException e) {
            throw new Exit(Exit.OS_ERROR, program + ": " + e.getMessage(), e);
        } finally {
            if (!running) {
                undo(sockets, pidFile, written);
            }
        }
    }

    private static List<String> open(SdlaunchOptions options, Deque<ListeningDescriptor> sockets) throws IOException {
        List<ListenAddress> addresses = options.addresses();
        if (addresses.isEmpty()) {
            notice("no -b: listening on " + SdlaunchOptions.DEFAULT_ADDRESS);
            addresses = List.of(ListenAddress.parse("-b", SdlaunchOptions.DEFAULT_ADDRESS));
        }
        List<String> names = new ArrayList<>();
        for (ListenAddress address : addresses) {
            // As the inheriting side calls a socket that has no name (`reserve` does).
            names.add(address.name().orElse("fd" + (ListenFds.FIRST + sockets.size())));
            sockets.add(address.open(options.backlog(), Sdlaunch::notice));
        }
        return names;
    }

    private static void undo(Deque<ListeningDescriptor> sockets, @Nullable PidFile pidFile, boolean written) {
        try {
            for (ListeningDescriptor socket : sockets) {
                socket.close();
            }
            if (pidFile != null) {
                pidFile.discard(written);
            }
        } catch (IOException e) {
            notice("while cleaning up: " + e);
        }
    }

    private static void notice(String text) {
        System.err.println(COMMAND + ": " + text);
    }
}
