package dev.reserve.example.redis;

import static dev.reserve.example.redis.Command.ANY;
import static java.util.Map.entry;

import dev.reserve.example.redis.Reply.Many;
import dev.reserve.example.redis.Reply.Text;
import dev.reserve.example.redis.Reply.Whole;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The commands about keys and their values.
///
/// @see <a href="https://redis.io/docs/latest/commands/">Redis: commands</a>
record KeyCommands(Keyspace keys) {

    Map<String, Command> all() {
        return Map.ofEntries(entry("APPEND", new Command(2, 2, args -> append(args.get(0), args.get(1)))),
                entry("DBSIZE", new Command(0, 0, _ -> new Whole(keys.size()))),
                entry("DECR", new Command(1, 1, args -> add(args.getFirst(), -1))),
                entry("DEL", new Command(1, ANY, args -> new Whole(args.stream().filter(keys::remove).count()))),
                entry("EXISTS", new Command(1, ANY, args -> new Whole(args.stream().filter(this::exists).count()))),
                entry("EXPIRE", new Command(2, 2, args -> expire(args.get(0), args.get(1)))),
                entry("FLUSHALL", new Command(0, 1, _ -> flush())), entry("GET", new Command(1, 1, args -> get(args.getFirst()))),
                entry("INCR", new Command(1, 1, args -> add(args.getFirst(), 1))),
                entry("INCRBY", new Command(2, 2, args -> add(args.get(0), number(args.get(1))))),
                entry("KEYS", new Command(1, 1, args -> matching(args.getFirst()))),
                entry("MGET", new Command(1, ANY, args -> new Many(args.stream().map(this::get).toList()))),
                entry("MSET", new Command(2, ANY, this::setAll)), entry("SCAN", new Command(1, ANY, this::scan)),
                entry("SET", new Command(2, ANY, this::set)), entry("TTL", new Command(1, 1, args -> timeToLive(args.getFirst()))),
                entry("TYPE", new Command(1, 1, args -> new Reply.Status(exists(args.getFirst()) ? "string" : "none"))));
    }

    private boolean exists(String key) {
        return keys.get(key).isPresent();
    }

    private Reply get(String key) {
        return keys.get(key).<Reply>map(Text::new).orElse(new Reply.None());
    }

    /// `SET key value [EX seconds | PX milliseconds | KEEPTTL] [NX | XX]`.
    private Reply set(List<String> args) {
        String key = args.getFirst();
        String expiry = "";
        String condition = "";
        long expires = Keyspace.NEVER;
        for (int i = 2; i < args.size(); i++) {
            String option = args.get(i).toUpperCase(Locale.ROOT);
            boolean conditional = option.equals("NX") || option.equals("XX");
            if (!(conditional ? condition : expiry).isEmpty()) {
                throw Command.syntaxError();
            }
            switch (option) {
                case "NX", "XX" -> condition = option;
                case "KEEPTTL" -> expires = keys.expiry(key).orElse(Keyspace.NEVER);
                case "EX", "PX" -> {
                    if (++i == args.size()) {
                        throw Command.syntaxError();
                    }
                    expires = expiry("set", number(args.get(i)), option.equals("EX") ? 1000 : 1);
                }
                default -> throw Command.syntaxError();
            }
            expiry = conditional ? expiry : option;
        }
        if (!condition.isEmpty() && condition.equals("XX") != exists(key)) {
            return new Reply.None();
        }
        keys.put(key, args.get(1), expires);
        return Reply.ok();
    }

    private Reply setAll(List<String> args) {
        if (args.size() % 2 != 0) {
            throw new CommandException("ERR wrong number of arguments for 'mset' command");
        }
        for (int i = 0; i < args.size(); i += 2) {
            keys.put(args.get(i), args.get(i + 1), Keyspace.NEVER);
        }
        return Reply.ok();
    }

    private Reply append(String key, String more) {
        String value = keys.get(key).orElse("") + more;
        if (value.length() > Requests.MAX_BYTES) {
            throw new CommandException("ERR string exceeds maximum allowed size (" + Requests.MAX_BYTES + " bytes)");
        }
        keys.put(key, value, keys.expiry(key).orElse(Keyspace.NEVER));
        return new Whole(value.length());
    }

    private Reply add(String key, long more) {
        try {
            long sum = Math.addExact(number(keys.get(key).orElse("0")), more);
            keys.put(key, Long.toString(sum), keys.expiry(key).orElse(Keyspace.NEVER));
            return new Whole(sum);
        } catch (ArithmeticException _) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
    }

    private Reply expire(String key, String seconds) {
        long number = number(seconds);
        if (!exists(key)) {
            return Reply.yes(false);
        }
        if (number <= 0) {
            return Reply.yes(keys.remove(key));
        }
        keys.put(key, keys.get(key).orElseThrow(), expiry("expire", number, 1000));
        return Reply.yes(true);
    }

    /// -1 for ever, -2 without a key.
    private Reply timeToLive(String key) {
        return new Whole(keys.expiry(key).map(expiry -> expiry == Keyspace.NEVER ? -1 : (expiry - keys.now() + 500) / 1000).orElse(-2L));
    }

    private Reply flush() {
        keys.clear();
        return Reply.ok();
    }

    private Reply matching(String pattern) {
        Glob glob = new Glob(pattern);
        return Reply.texts(keys.names().stream().filter(glob::matches).toList());
    }

    /// `SCAN cursor [MATCH pattern] [COUNT count]`: all keys at once, for the count is only a hint.
    private Reply scan(List<String> args) {
        number(args.getFirst());
        String pattern = "*";
        for (int i = 1; i < args.size(); i += 2) {
            String option = args.get(i).toUpperCase(Locale.ROOT);
            if (i + 1 == args.size() || !(option.equals("MATCH") || option.equals("COUNT"))) {
                throw Command.syntaxError();
            }
            pattern = option.equals("MATCH") ? args.get(i + 1) : pattern;
        }
        return new Many(List.of(new Text("0"), matching(pattern)));
    }

    private long expiry(String command, long time, int milliseconds) {
        if (time <= 0 || time > (Keyspace.NEVER - keys.now()) / milliseconds) {
            throw new CommandException("ERR invalid expire time in '" + command + "' command");
        }
        return keys.now() + time * milliseconds;
    }

    /// Only as it is written by everybody: `7`, and not `+7` or `07`.
    private static long number(String text) {
        try {
            long number = Long.parseLong(text);
            if (Long.toString(number).equals(text)) {
                return number;
            }
        } catch (NumberFormatException _) { // the same answer
        }
        throw new CommandException("ERR value is not an integer or out of range");
    }
}
