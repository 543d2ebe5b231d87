package dev.reserve.shell;

import dev.reserve.core.admin.Admin;
import dev.reserve.core.admin.Status;
import dev.reserve.log.LogLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the commands take, as far as it can be completed.
///
/// @param admin knows the apps, listeners and artifacts
/// @param bundles the symbolic names of the bundles
record CommandArguments(Supplier<Optional<Admin>> admin, Supplier<List<String>> bundles) {

    /// What an argument is.
    enum Kind {
        APP, LISTENER, ARTIFACT,
        /// A binding, or its listener.
        BINDING, FILE, BUNDLE, COMMAND,
        /// Of the log.
        LEVEL
    }

    /// By the names of commands, first argument first; the last kind is that of all that follow.
    private static final Map<String, List<Kind>> KINDS = Map.ofEntries(Map.entry("reserve:versions", List.of(Kind.APP)),
            Map.entry("reserve:rollback", List.of(Kind.APP)), Map.entry("reserve:promote", List.of(Kind.APP)),
            Map.entry("reserve:canary", List.of(Kind.APP)), Map.entry("reserve:drain", List.of(Kind.APP)),
            Map.entry("reserve:reload", List.of(Kind.APP)),
            Map.entry("reserve:bind", List.of(Kind.LISTENER, Kind.APP)), Map.entry("reserve:unbind", List.of(Kind.BINDING)),
            Map.entry("reserve:deploy", List.of(Kind.FILE)), Map.entry("reserve:undeploy", List.of(Kind.ARTIFACT)),
            Map.entry("reserve:watch", List.of(Kind.COMMAND)), Map.entry("reserve:diag", List.of(Kind.FILE)),
            Map.entry("reserve:help", List.of(Kind.COMMAND)), Map.entry("felix:help", List.of(Kind.COMMAND)),
            Map.entry("gogo:type", List.of(Kind.COMMAND)), Map.entry("felix:bundlelevel", List.of(Kind.BUNDLE)),
            Map.entry("felix:headers", List.of(Kind.BUNDLE)), Map.entry("felix:inspect", List.of(Kind.BUNDLE)),
            Map.entry("felix:refresh", List.of(Kind.BUNDLE)), Map.entry("felix:resolve", List.of(Kind.BUNDLE)),
            Map.entry("felix:start", List.of(Kind.BUNDLE)), Map.entry("felix:stop", List.of(Kind.BUNDLE)),
            Map.entry("felix:uninstall", List.of(Kind.BUNDLE)), Map.entry("felix:update", List.of(Kind.BUNDLE)),
            Map.entry("felix:which", List.of(Kind.BUNDLE)), Map.entry("felix:install", List.of(Kind.FILE)),
            Map.entry("gogo:cat", List.of(Kind.FILE)), Map.entry("gogo:cd", List.of(Kind.FILE)),
            Map.entry("gogo:head", List.of(Kind.FILE)), Map.entry("gogo:less", List.of(Kind.FILE)),
            Map.entry("gogo:ls", List.of(Kind.FILE)), Map.entry("gogo:sort", List.of(Kind.FILE)),
            Map.entry("gogo:tail", List.of(Kind.FILE)), Map.entry("gogo:wc", List.of(Kind.FILE)));

    /// The kind of an argument.
    ///
    /// @param command with its scope
    /// @param index 0 for the first
    /// @return null if nothing is known
    @Nullable
    Kind kind(String command, int index) {
        List<Kind> kinds = KINDS.get(command);
        return kinds == null ? null : kinds.get(Math.min(index, kinds.size() - 1));
    }

    /// The kind of an argument that a synopsis calls `name`; null if that does not tell.
    static @Nullable Kind kind(String name) {
        return switch (name) {
            case "APP" -> Kind.APP;
            case "LISTENER" -> Kind.LISTENER;
            case "FILE" -> Kind.FILE;
            case "COMMAND" -> Kind.COMMAND;
            case "BUNDLE" -> Kind.BUNDLE;
            case "LEVEL" -> Kind.LEVEL;
            default -> null;
        };
    }

    /// What there is of a kind; empty for files and commands, which others know.
    List<String> values(Kind kind) {
        return switch (kind) {
            case APP -> apps();
            case LISTENER -> status().map(status -> status.listeners().stream().map(Status.Listener::name).toList()).orElse(List.of());
            case ARTIFACT -> status().map(status -> status.artifacts().stream().map(Status.Artifact::file).toList()).orElse(List.of());
            case BINDING -> status().map(status -> Stream.concat(status.bindings().stream().map(Status.Binding::name),
                    status.listeners().stream().map(Status.Listener::name)).distinct().toList()).orElse(List.of());
            case BUNDLE -> bundles.get();
            case LEVEL -> Arrays.stream(LogLevel.values()).map(LogLevel::name).toList();
            case FILE, COMMAND -> List.of();
        };
    }

    private List<String> apps() {
        List<String> names = new ArrayList<>();
        status().ifPresent(status -> {
            status.apps().forEach(app -> names.add(app.name()));
            status.artifacts().forEach(artifact -> names.addAll(artifact.apps()));
        });
        return names.stream().distinct().toList();
    }

    private Optional<Status> status() {
        return admin.get().map(Admin::status);
    }
}
