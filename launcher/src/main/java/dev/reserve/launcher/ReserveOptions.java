package dev.reserve.launcher;

import dev.reserve.core.socket.ListenAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `reserve` is to do.
///
/// @param addresses where to listen, beside the inherited sockets
/// @param deploy    the directory that is watched for apps
/// @param data      the directory for everything that is written
/// @param app       the app that was named, if one was
/// @param args      its arguments
/// @param console   whether the terminal gets the shell
/// @param dev       whether it runs for somebody who writes apps
/// @param watch     the jars that are deployed whenever they change
record ReserveOptions(List<ListenAddress> addresses, Path deploy, Path data, @Nullable String app, List<String> args, boolean console,
        boolean dev, List<Path> watch) {
    static final String HELP = """
            Usage: reserve [-b [NAME=]ADDRESS]... [--deploy DIR] [--data DIR] [--console] [APP [ARG...]]
                   reserve --dev [--watch PATH]... [OPTION]... [APP [ARG...]]

            Serves the listening sockets that it inherits (sdlaunch, systemd socket activation) and those of -b with
            the apps in the deploy directory. APP is what serves every socket that has no other binding. A jar that is
            put into the deploy directory, or replaced there, serves from the next connection on.

              -b, --bind [NAME=]ADDRESS
                              where to listen; ADDRESS is [IPv6]:PORT, IPv4:PORT, HOST:PORT, or a path that begins
                              with / or . for a Unix socket; [::]:PORT is every address, IPv4 too.
                              Without any -b and without inherited sockets: 127.0.0.1:8080
              --deploy DIR    the directory to watch for apps (deploy)
              --data DIR      the directory for everything that is written ($RESERVE_DATA, or data)
              --console       gives the shell on the terminal, as reservectl does; its end is not the server's
              --dev           for who writes apps: the shell where there is a terminal, no probation, a drain of a
                              second, and the stack trace in the answer where a sub-app of http fails
              --watch PATH    with --dev: deploys a jar whenever a build has made it anew; PATH is a jar, a pattern
                              in quotes such as 'target/*.jar', or a folder, and need not be there yet
              --help, --version

            SIGTERM and SIGINT: stop accepting, let open connections finish, exit with 0.
            Exit codes: 64 usage, 69 address in use, 70 internal error, 73 a directory cannot be created, 75 another
            server uses the data directory, 77 permission denied, 78 an inherited socket or LISTEN_* is not as it must be.
            """;

    static ReserveOptions parse(List<String> words, Path base, Map<String, String> environment) throws Exit {
        CommandLine line = new CommandLine(words);
        List<ListenAddress> addresses = new ArrayList<>();
        Path deploy = base.resolve("deploy");
        String given = environment.getOrDefault("RESERVE_DATA", "");
        Path data = given.isEmpty() ? base.resolve("data") : Path.of(given);
        boolean console = false;
        boolean dev = false;
        List<Path> watch = new ArrayList<>();
        for (String option = line.option(); option != null; option = line.option()) {
            switch (option) {
                case "-b", "--bind" -> addresses.add(SdlaunchOptions.address(option, line.value("[NAME=]ADDRESS")));
                case "--deploy" -> deploy = directory(option, line.value("a directory"));
                case "--data" -> data = directory(option, line.value("a directory"));
                case "--console" -> console = true;
                case "--dev" -> dev = true;
                case "--watch" -> watch.add(JarWatch.path(line.value("a jar, a pattern such as 'target/*.jar', or a folder")));
                case "-h", "--help" -> throw new Exit(Exit.OK, HELP);
                case "--version" -> throw Product.version("reserve");
                default -> throw line.unknown();
            }
        }
        if (!watch.isEmpty() && !dev) {
            throw Exit.usage("--watch without --dev; expected both: a server that others use is given jars by reservectl deploy");
        }
        List<String> rest = line.rest();
        if (!rest.isEmpty() && rest.getFirst().equals("app")) {
            rest = rest.subList(1, rest.size());
            if (rest.isEmpty()) {
                throw Exit.usage("app: no name; expected reserve app APP [ARG...]");
            }
        }
        String app = rest.isEmpty() ? null : rest.getFirst();
        if (app != null && app.isEmpty()) {
            throw Exit.usage("APP is empty; expected the name of an app");
        }
        return new ReserveOptions(List.copyOf(addresses), deploy.toAbsolutePath().normalize(), data.toAbsolutePath().normalize(), app,
                app == null ? List.of() : List.copyOf(rest.subList(1, rest.size())), console, dev, List.copyOf(watch));
    }

    private static Path directory(String option, String text) throws Exit {
        if (text.isEmpty()) {
            throw Exit.usage(option + ": the directory is empty; expected a path");
        }
        return Path.of(text);
    }
}
