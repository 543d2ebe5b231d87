package dev.reserve.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.Nullable;

/// The command that tells which commands there are.
final class Helping {

    /// A variable of Gogo's session: the names of all commands, with their scopes.
    private static final String COMMANDS = ".commands";
    private static final int WIDTH = 100;
    private static final String OWN_SCOPE = Command.RESERVE + ":";

    private final Map<String, List<Command>> rooms;
    private final UnaryOperator<String> summaries;

    /// @param rooms our commands, by what they are for
    /// @param summaries what a command with this name, `reserve:NAME`, is for that is none of ours; empty if that is not known
    Helping(Map<String, List<Command>> rooms, UnaryOperator<String> summaries) {
        this.rooms = new LinkedHashMap<>(rooms);
        this.summaries = summaries;
    }

    Command command() {
        return Command.of(Usage.showing("help", "tells which commands there are, or what one is for").json()
                .perhaps("COMMAND", "its name, with or without its scope"), this::help);
    }

    private @Nullable Object help(CommandSession session, Given given) throws Exception {
        Set<String> all = commands(session);
        Optional<String> wanted = given.perhaps("COMMAND");
        if (wanted.isEmpty()) {
            return given.json() ? Json.of(own().map(Command::usage).toList()) : overview(all);
        }
        String name = wanted.get().toLowerCase(Locale.ROOT);
        // By its name alone one of another scope is meant only if there is no other: `get`, and not `list`.
        Optional<Command> own = own().filter(each -> name.equals(each.usage().name()) || name.equals(scoped(each))).findFirst()
                .or(() -> own().filter(each -> name.equals(each.function()) && count(all, name) == 1).findFirst());
        if (own.isPresent()) {
            return given.json() ? Json.of(own.get().usage()) : own.get().usage().help();
        }
        if (!all.contains(name) && count(all, name) == 0) {
            throw new CommandFailure(CommandFailure.USAGE, "there is no command '" + wanted.get() + "'; 'help' lists them");
        }
        return session.execute("felix:help " + Words.quoted(name)); // which prints
    }

    private static long count(Set<String> all, String name) {
        return all.stream().filter(each -> each.endsWith(":" + name)).count();
    }

    private static Set<String> commands(CommandSession session) {
        Set<String> names = new TreeSet<>();
        if (session.get(COMMANDS) instanceof Collection<?> commands) {
            commands.forEach(command -> names.add(command.toString()));
        }
        return names;
    }

    private Stream<Command> own() {
        return Stream.concat(rooms.values().stream().flatMap(List::stream), Stream.of(command()));
    }

    private static String scoped(Command command) {
        return command.scope() + ":" + command.function();
    }

    private String overview(Set<String> all) {
        Map<String, List<List<String>>> lines = new LinkedHashMap<>();
        rooms.forEach((room, commands) -> lines.put(room,
                new ArrayList<>(commands.stream().map(each -> List.of(each.usage().name(), each.usage().summary())).toList())));
        Set<String> known = own().map(Helping::scoped).collect(Collectors.toSet());
        List<List<String>> others = all.stream().filter(name -> name.startsWith(OWN_SCOPE) && !known.contains(name))
                .map(name -> List.of(name.substring(OWN_SCOPE.length()), summaries.apply(name))).toList();
        if (!others.isEmpty()) {
            lines.put("more", others);
        }
        int width = lines.values().stream().flatMap(List::stream).mapToInt(line -> line.getFirst().length()).max().orElse(0);
        StringBuilder text = new StringBuilder();
        lines.forEach((room, commands) -> {
            text.append(room).append('\n');
            commands.forEach(line -> text.append(("  " + line.getFirst() + " ".repeat(width - line.getFirst().length()) + "  "
                    + line.getLast()).stripTrailing()).append('\n'));
            text.append('\n');
        });
        text.append(elsewhere(all, known)).append("\n'help COMMAND' or 'COMMAND --help' tells more");
        return text.toString();
    }

    /// The commands of other bundles, as they can be typed.
    private static String elsewhere(Set<String> all, Set<String> known) {
        Map<String, List<String>> scopes = new TreeMap<>();
        all.stream().filter(name -> !name.startsWith(OWN_SCOPE) && name.indexOf(':') > 0 && !known.contains(name) && !Guards.refuses(name))
                .forEach(name -> scopes.computeIfAbsent(name.substring(0, name.indexOf(':')), _ -> new ArrayList<>()).add(name));
        StringBuilder text = new StringBuilder("of other bundles\n");
        scopes.values().forEach(names -> {
            StringBuilder line = new StringBuilder(" ");
            for (String name : names) {
                if (line.length() + name.length() > WIDTH) {
                    text.append(line).append('\n');
                    line.setLength(1);
                }
                line.append(' ').append(name);
            }
            text.append(line).append('\n');
        });
        return text.toString();
    }
}
