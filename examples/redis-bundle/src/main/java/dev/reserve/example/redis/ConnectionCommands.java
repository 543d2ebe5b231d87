package dev.reserve.example.redis;

import static dev.reserve.example.redis.Command.ANY;
import static java.util.Map.entry;

import dev.reserve.example.redis.Reply.Many;
import dev.reserve.example.redis.Reply.Status;
import dev.reserve.example.redis.Reply.Text;
import dev.reserve.example.redis.Reply.Whole;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The commands about the connection and the server: what clients ask before they begin.
record ConnectionCommands(Keyspace keys) {

    Map<String, Command> all() {
        return Map.ofEntries(entry("CLIENT", new Command(1, ANY, args -> client(args.getFirst()))),
                entry("COMMAND", new Command(0, ANY, _ -> new Many(List.of()))), // what clients use to complete what is typed
                entry("ECHO", new Command(1, 1, args -> new Text(args.getFirst()))), entry("HELLO", new Command(0, ANY, this::hello)),
                entry("INFO", new Command(0, ANY, _ -> info())),
                entry("PING", new Command(0, 1, args -> args.isEmpty() ? new Status("PONG") : new Text(args.getFirst()))),
                entry("QUIT", new Command(0, ANY, _ -> Reply.ok())), entry("SELECT", new Command(1, 1, args -> select(args.getFirst()))));
    }

    private Reply client(String subcommand) {
        return switch (subcommand.toUpperCase(Locale.ROOT)) {
            case "SETINFO", "SETNAME" -> Reply.ok(); // names of clients are for logs
            default -> throw new CommandException("ERR unknown subcommand '" + subcommand + "'");
        };
    }

    /// `HELLO [2]`.
    private Reply hello(List<String> args) {
        if (!args.isEmpty() && !args.getFirst().equals("2")) {
            throw new CommandException("NOPROTO unsupported protocol version");
        }
        if (args.size() > 1) {
            throw Command.syntaxError();
        }
        return new Many(List.of(new Text("server"), new Text("redis"), new Text("proto"), new Whole(2), new Text("mode"),
                new Text("standalone"), new Text("role"), new Text("master"), new Text("modules"), new Many(List.of())));
    }

    private Reply info() {
        return new Text(String.join("\r\n", "# Server", "redis_mode:standalone", "# Memory", "used_memory:" + keys.bytes(),
                "maxmemory:" + keys.maxBytes(), "# Keyspace", "db0:keys=" + keys.size(), ""));
    }

    private static Reply select(String index) {
        if (!index.equals("0")) {
            throw new CommandException("ERR DB index is out of range");
        }
        return Reply.ok();
    }
}
