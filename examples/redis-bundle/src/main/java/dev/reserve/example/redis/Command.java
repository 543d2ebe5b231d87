package dev.reserve.example.redis;

import java.util.List;
import java.util.function.Function;

/// What clients can ask for.
///
/// @param least how many arguments it takes
/// @param most how many it takes at most
/// @param answer makes of the arguments what is answered; may throw a [CommandException]
record Command(int least, int most, Function<List<String>, Reply> answer) {

    static final int ANY = Integer.MAX_VALUE;

    static CommandException syntaxError() {
        return new CommandException("ERR syntax error");
    }
}
