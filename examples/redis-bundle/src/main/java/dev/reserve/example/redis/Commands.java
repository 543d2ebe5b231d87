package dev.reserve.example.redis;

import static java.util.stream.Collectors.joining;

import dev.reserve.example.redis.Reply.Failure;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs commands. Each runs alone, whichever connection and version it comes by.
final class Commands {

    private static final int MAX_SHOWN = 100;

    private final Object lock;
    private final Map<String, Command> commands = new HashMap<>();

    Commands(Keyspace keyspace) {
        lock = keyspace.lock();
        commands.putAll(new KeyCommands(keyspace).all());
        commands.putAll(new ConnectionCommands(keyspace).all());
    }

    /// @param request a command and its arguments
    Reply run(List<String> request) {
        String name = request.getFirst();
        List<String> args = request.subList(1, request.size());
        Command command = commands.get(name.toUpperCase(Locale.ROOT));
        if (command == null) {
            return new Failure("ERR unknown command '" + shown(name) + "', with args beginning with: "
                    + args.stream().limit(3).map(arg -> "'" + shown(arg) + "' ").collect(joining()));
        }
        if (args.size() < command.least() || args.size() > command.most()) {
            return new Failure("ERR wrong number of arguments for '" + name.toLowerCase(Locale.ROOT) + "' command");
        }
        try {
            synchronized (lock) {
                return command.answer().apply(args);
            }
        } catch (CommandException e) {
            return new Failure(String.valueOf(e.getMessage()));
        }
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }
}
