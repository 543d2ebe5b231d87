package dev.reserve.core.socket;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/// What the environment says about inherited sockets: the protocol of `sd_listen_fds(3)`.
///
/// ```
/// if (ListenFds.parse(System.getenv(), ProcessHandle.current().pid()) instanceof ListenFds.Inherited(var sockets)) {
///     for (ListenFds.Socket socket : sockets) {
///         serve(socket.name(), FdSocket.inspect(socket.fd()).adopt());
///     }
/// }
/// ```
public sealed interface ListenFds {
    /// The first descriptor that is handed over.
    int FIRST = 3;

    /// More descriptors than this are a mistake, not a request.
    int MOST = 65_536;

    /// Nothing was handed over.
    record Absent() implements ListenFds {}

    /// The variables are there but not for this process: they leaked into it.
    ///
    /// @param reason why, as a sentence to print
    record NotForUs(String reason) implements ListenFds {}

    /// Sockets were handed over; at least one.
    ///
    /// @param sockets in the order of their descriptors
    record Inherited(List<Socket> sockets) implements ListenFds {
        public Inherited {
            sockets = List.copyOf(sockets);
        }
    }

    /// One descriptor.
    ///
    /// @param fd     its number
    /// @param fdName the name it was handed over with, which several may share; without one, `fd3` and so on
    /// @param name   a name that is unique among them: `web`, `web.2`
    record Socket(int fd, String fdName, String name) {}

    /// Reads `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES`.
    ///
    /// @param environment the process's environment
    /// @param pid         the process's id
    /// @throws IllegalArgumentException if a variable is malformed; the message names it
    static ListenFds parse(Map<String, String> environment, long pid) {
        String count = environment.get("LISTEN_FDS");
        if (count == null) {
            return new Absent();
        }
        String owner = environment.get("LISTEN_PID");
        if (owner == null) {
            return new NotForUs("LISTEN_FDS is set but LISTEN_PID is not, so the inherited sockets are not for this process: ignored");
        }
        if (number("LISTEN_PID", owner, "a process id", Integer.MAX_VALUE, 1) != pid) {
            return new NotForUs(
                    "LISTEN_PID is " + owner + " and this process is " + pid + ", so the inherited sockets are not for it: ignored");
        }
        int fds = number("LISTEN_FDS", count, "a number of file descriptors", MOST, 0);
        return fds == 0 ? new Absent() : new Inherited(sockets(fds, environment.get("LISTEN_FDNAMES")));
    }

    private static List<Socket> sockets(int fds, @Nullable String names) {
        String[] given = names == null || names.isEmpty() ? new String[0] : names.split(":", -1);
        if (given.length > fds) {
            throw new IllegalArgumentException("LISTEN_FDNAMES has " + given.length + " names (" + names + "); expected at most " + fds
                    + ", as LISTEN_FDS says");
        }
        List<String> fdNames = new ArrayList<>();
        for (int i = 0; i < fds; i++) {
            boolean named = i < given.length && !given[i].isEmpty() && !given[i].equals("unknown");
            fdNames.add(named ? given[i] : "fd" + (FIRST + i));
        }
        List<String> unique = uniqueNames(fdNames);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < fds; i++) {
            sockets.add(new Socket(FIRST + i, fdNames.get(i), unique.get(i)));
        }
        return sockets;
    }

    /// Makes names unique: the second `web` becomes `web.2`, or the next number that nobody has.
    static List<String> uniqueNames(List<String> names) {
        Set<String> taken = new HashSet<>(names);
        Set<String> seen = new HashSet<>();
        List<String> unique = new ArrayList<>();
        for (String name : names) {
            String candidate = name;
            for (int i = 2; !seen.add(candidate); i++) {
                candidate = name + "." + i;
                if (taken.contains(candidate)) {
                    candidate = name;
                }
            }
            unique.add(candidate);
        }
        return unique;
    }

    private static int number(String variable, String text, String what, int max, int min) {
        if (Pattern.matches("[0-9]{1,10}", text)) {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return (int) value;
            }
        }
        throw new IllegalArgumentException(variable + " is '" + text + "'; expected " + what + " (" + min + " to " + max + ")");
    }
}
