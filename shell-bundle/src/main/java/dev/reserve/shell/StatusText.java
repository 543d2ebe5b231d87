package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A [Status] for people.
final class StatusText {

    private StatusText() {}

    static String of(Status status) {
        return Stream.of(server(status.server()), listeners(status.listeners()), apps(status.apps()), artifacts(status), bindings(status),
                mounts(status), configuration(status)).filter(part -> !part.isEmpty()).collect(Collectors.joining("\n")).stripTrailing();
    }

    private static String server(Status.Server server) {
        return "Reserve " + server.version() + ", " + server.state() + ", pid " + server.pid() + ", up " + uptime(server.uptimeSeconds())
                + "\n";
    }

    static String listeners(List<Status.Listener> listeners) {
        Table table = new Table("LISTENER", "ADDRESS", "APP", "ARGS", "VERSION", "ACCEPTED", "OPEN", "WAITING", "REASON");
        for (Status.Listener l : listeners) {
            table.row(l.name(), l.address(), l.app(), args(l.args()), l.version(), l.accepted(), l.open(), l.waiting(), l.reason());
        }
        return section(table, "no listeners");
    }

    static String of(Status.App app) {
        return apps(List.of(app)).stripTrailing();
    }

    static String of(List<Status.Leak> leaks) {
        Table table = new Table("LEAK", "WHAT", "RETIRED", "HELD BY");
        leaks.forEach(leak -> table.row(leak.id(), leak.what(), leak.retired().truncatedTo(ChronoUnit.SECONDS),
                leak.holders().isEmpty() ? "not known" : String.join("; ", leak.holders())));
        return section(table, "no leaks").stripTrailing();
    }

    static String apps(List<Status.App> apps) {
        Table table = new Table("APP", "VERSION", "STATE", "SINCE", "ARTIFACT", "BUNDLE", "ARGS", "ACCEPTED", "OPEN", "FAILED", "CUT",
                "REASON");
        for (Status.App app : apps) {
            for (Status.Version v : app.versions()) {
                table.row(app.name(), v.id(), v.state(), v.since().truncatedTo(ChronoUnit.SECONDS), v.artifact(), v.bundleVersion(),
                        args(v.args()),
                        v.accepted(), v.open(), v.failed(), v.cut(), v.reason());
            }
        }
        return section(table, "no apps");
    }

    private static String artifacts(Status status) {
        Table table = new Table("ARTIFACT", "STATE", "BUNDLE", "APPS", "REASON");
        for (Status.Artifact a : status.artifacts()) {
            table.row(a.file(), a.state(), a.bundleVersion(), String.join(" ", a.apps()), a.reason() == null ? a.notice() : a.reason());
        }
        return section(table, "no artifacts");
    }

    private static String bindings(Status status) {
        Table table = new Table("BINDING", "STATE", "LISTENER", "APP", "ARGS", "REASON");
        for (Status.Binding b : status.bindings()) {
            table.row(b.name(), b.state(), b.listener(), b.app(), args(b.args()), b.reason());
        }
        return section(table, "no bindings from configuration");
    }

    private static String mounts(Status status) {
        Table table = new Table("MOUNT", "HOST", "PATH", "APP", "ARGS", "VERSION", "REASON");
        for (Status.Mount m : status.mounts()) {
            table.row(m.name(), m.host(), m.path(), m.app(), args(m.args()), m.version(), m.reason());
        }
        return table.isEmpty() ? "" : table.toString();
    }

    private static String configuration(Status status) {
        Table table = new Table("CONFIGURATION", "STATE", "REASON");
        for (Status.Configuration c : status.configuration()) {
            table.row(c.file(), c.state(), c.reason());
        }
        return table.isEmpty() ? "" : table.toString();
    }

    private static String section(Table table, String ifEmpty) {
        return table.isEmpty() ? ifEmpty + "\n" : table.toString();
    }

    private static @Nullable String args(List<String> args) {
        return args.isEmpty()
                ? null
                : args.stream().map(arg -> arg.isEmpty() || arg.contains(" ") ? "'" + arg + "'" : arg).collect(Collectors.joining(" "));
    }

    static String uptime(double seconds) {
        Duration d = Duration.ofMillis(Math.round(seconds * 1000));
        if (d.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (d.toHours() == 0) {
            return d.toMinutes() + " min " + d.toSecondsPart() + " s";
        }
        return d.toDays() == 0 ? d.toHours() + " h " + d.toMinutesPart() + " min" : d.toDays() + " d " + d.toHoursPart() + " h";
    }
}
