package dev.reserve.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// All our commands, by what they are for.
///
/// @param rooms in the order in which the help tells of them
record ReserveCommands(Map<String, List<Command>> rooms, Helping helping) {

    /// Those that need nothing but the core, and how others are told of.
    static ReserveCommands of(Core core, AuditLog audit, Logging logging, Ending ending, List<Command> diagnosing, Configured configured,
            UnaryOperator<String> summaries) {
        Map<String, List<Command>> rooms = new LinkedHashMap<>();
        rooms.put("to look", join(new Looking(core).commands(), new History(core, audit).commands(), new Measuring(core).commands(),
                logging.commands(), new Watching().commands()));
        rooms.put("to deploy", join(new Deploying(core).commands(), new Bindings(core).commands()));
        rooms.put("to choose what serves", new Steering(core).commands());
        rooms.put("for the server", join(diagnosing, configured.commands(), ending.commands()));
        return new ReserveCommands(rooms, new Helping(rooms, summaries));
    }

    @SafeVarargs
    private static List<Command> join(List<Command>... parts) {
        List<Command> all = new ArrayList<>();
        for (List<Command> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }

    Stream<Command> all() {
        return Stream.concat(rooms.values().stream().flatMap(List::stream), Stream.of(helping.command()));
    }

    /// Whether a command only shows something.
    ///
    /// @param name with or without its scope
    boolean shows(String name) {
        return all().anyMatch(command -> !command.usage().changes()
                && (name.equals(command.scope() + ":" + command.function()) || name.equals(command.usage().name())));
    }
}
