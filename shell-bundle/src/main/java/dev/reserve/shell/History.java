package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;

/// The command that shows what has changed: what the server has noted, and in between the commands that were given.
final class History {

    private static final int USUAL = 50;
    private static final int MOST = 100_000;

    /// @param by `deploy folder`, `server`, or the user who gave the command
    /// @param kind that of the journal, or `command`
    record Event(Instant at, String by, String kind, Map<String, String> fields) {

        String what() {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + "="
                            + (field.getKey().equals("sha256")
                                    ? field.getValue().replaceFirst("(?<=^.{8}).*", "")
                                    : quoted(field.getValue())))
                    .collect(Collectors.joining(" "));
        }

        private static String quoted(String value) {
            return value.isEmpty() || value.contains(" ") ? "\"" + value + "\"" : value;
        }
    }

    private final Core core;
    private final AuditLog audit;

    History(Core core, AuditLog audit) {
        this.core = core;
        this.audit = audit;
    }

    List<Command> commands() {
        return List.of(Command.of(Usage.showing("journal", "shows what has changed, when, and by whom; the newest last").json()
                .value("--limit", "NUMBER", "how many entries at most; " + USUAL + " if nothing else is said"), this::journal));
    }

    private String journal(CommandSession session, Given given) throws CommandFailure, IOException {
        List<Event> all = events(core.running().journal());
        int limit = given.numberOption("--limit", 1, MOST).orElse(USUAL);
        List<Event> shown = all.subList(Math.max(0, all.size() - limit), all.size());
        return given.json() ? Json.of(shown) : text(shown);
    }

    static String text(List<Event> events) {
        Table table = new Table("AT", "BY", "KIND", "WHAT");
        events.forEach(event -> table.row(event.at, event.by, event.kind, event.what()));
        return table.isEmpty() ? "nothing has changed yet" : table.toString().stripTrailing();
    }

    List<Event> events(List<Status.Change> changes) throws IOException {
        List<Event> events = new ArrayList<>();
        changes.forEach(change -> events.add(new Event(change.at(), by(change), change.kind(), change.fields())));
        settled(audit.entries()).forEach(entry -> {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("line", entry.line());
            if (entry.failed() != null) {
                fields.put("failed", entry.failed());
            }
            events.add(new Event(entry.at(), by(entry), "command", fields));
        });
        events.sort(Comparator.comparing(Event::at)); // a stable sort: those of the journal stay in their order
        return events;
    }

    /// Of a command that failed, only that: it has another entry, from before it ran.
    private static List<AuditLog.Entry> settled(List<AuditLog.Entry> entries) {
        List<AuditLog.Entry> settled = new ArrayList<>();
        for (AuditLog.Entry entry : entries) {
            if (entry.failed() != null) {
                for (int i = settled.size() - 1; i >= 0; i--) {
                    AuditLog.Entry before = settled.get(i);
                    if (before.failed() == null && before.line().equals(entry.line()) && before.uid() == entry.uid()
                            && Objects.equals(before.via(), entry.via())) {
                        settled.remove(i);
                        break;
                    }
                }
            }
            settled.add(entry);
        }
        return settled;
    }

    private static String by(AuditLog.Entry entry) {
        String user = entry.user() + (entry.uid() < 0 ? "" : " (" + entry.uid() + ")");
        return entry.via() == null ? user : entry.via() + " as " + user;
    }

    private static String by(Status.Change change) {
        return switch (change.kind()) {
            case "accepted", "rejected", "removed", "bound", "unbound" -> "deploy folder";
            case "rolled-back" -> "by hand".equals(change.fields().get("reason")) ? "command" : "server";
            default -> "server";
        };
    }
}
