package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.util.List;

/// Open connections, for people.
final class ConnectionsText {

    private ConnectionsText() {}

    /// @param all how many there are, also those that are not shown
    static String of(List<Status.Connection> shown, int all, boolean stacks) {
        if (shown.isEmpty()) {
            return "no open connections";
        }
        StringBuilder text = new StringBuilder();
        if (stacks) {
            for (Status.Connection each : shown) {
                text.append(table(List.of(each)));
                each.stack().forEach(frame -> text.append("    at ").append(frame).append('\n'));
                text.append('\n');
            }
        } else {
            text.append(table(shown));
        }
        if (all > shown.size()) {
            text.append("and ").append(all - shown.size()).append(" more\n");
        }
        return text.toString().stripTrailing();
    }

    private static Table table(List<Status.Connection> shown) {
        Table table = new Table("PEER", "LISTENER", "APP", "VERSION", "AGE", "STATE", "RECEIVED", "SENT");
        shown.forEach(each -> table.row(each.peer(), each.listener(), each.app(), each.version(), StatusText.uptime(each.ageSeconds()),
                each.state(), each.received(), each.sent()));
        return table;
    }
}
