package dev.reserve.launcher;

import dev.reserve.core.socket.FdSocket;
import dev.reserve.core.socket.ListenAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `sdlaunch` is to do.
///
/// @param addresses where to listen; at least one
/// @param backlog   how many connections may wait
/// @param daemon    whether to start a daemon
/// @param pidFile   where to write the process id, if anywhere
/// @param command   the index of the command's first word
record SdlaunchOptions(List<ListenAddress> addresses, int backlog, boolean daemon, @Nullable String pidFile, int command) {
    static final String DEFAULT_ADDRESS = "127.0.0.1:8080";

    static final String HELP = """
            Usage: sdlaunch [-b [NAME=]ADDRESS]... [--backlog N] [-d] [-p PIDFILE] [--] COMMAND [ARG...]

            Opens listening sockets and becomes COMMAND, which inherits them as file descriptors 3 and up, in the
            order given, with LISTEN_FDS, LISTEN_PID and LISTEN_FDNAMES set, as sd_listen_fds(3) expects them.

              -b, --bind [NAME=]ADDRESS
                              where to listen; ADDRESS is [IPv6]:PORT, IPv4:PORT, HOST:PORT, or a path that begins
                              with / or . for a Unix socket; [::]:PORT is every address, IPv4 too.
                              NAME is what the command knows the socket by; without it, fd3, fd4 ...
                              Without any -b: 127.0.0.1:8080
              --backlog N     how many connections may wait to be accepted (4096)
              -d, --daemon    run COMMAND as a daemon: in the background, in a session of its own, with standard input
                              from /dev/null; standard output and error stay if they are files, else go to /dev/null
              -p, --pidfile PIDFILE
                              write the process id of COMMAND there
              --help, --version

            Nothing is opened unless COMMAND exists. Exit codes: 64 usage, 69 address in use or command not found,
            71 system error, 73 the pid file cannot be written, 77 permission denied; otherwise those of COMMAND.
            """;

    static SdlaunchOptions parse(List<String> words) throws Exit {
        CommandLine line = new CommandLine(words);
        List<ListenAddress> addresses = new ArrayList<>();
        int backlog = FdSocket.BACKLOG;
        boolean daemon = false;
        String pidFile = null;
        for (String option = line.option(); option != null; option = line.option()) {
            switch (option) {
                case "-b", "--bind" -> addresses.add(address(option, line.value("[NAME=]ADDRESS")));
                case "--backlog" -> backlog = backlog(line.value("a number"));
                case "-d", "--daemon" -> daemon = true;
                case "-p", "--pidfile" -> pidFile = line.value("a file");
                case "-h", "--help" -> throw new Exit(Exit.OK, HELP);
                case "--version" -> throw Product.version("sdlaunch");
                default -> throw line.unknown();
            }
        }
        if (line.read() == words.size()) {
            throw Exit.usage("no COMMAND; expected sdlaunch [OPTION...] [--] COMMAND [ARG...]");
        }
        return new SdlaunchOptions(List.copyOf(addresses), backlog, daemon, pidFile, line.read());
    }

    static ListenAddress address(String option, String text) throws Exit {
        try {
            return ListenAddress.parse(option, text);
        } catch (IllegalArgumentException e) {
            throw new Exit(Exit.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static int backlog(String text) throws Exit {
        try {
            int backlog = Integer.parseInt(text);
            if (backlog > 0) {
                return backlog;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Exit.usage("--backlog " + text + ": expected a positive number");
    }
}
