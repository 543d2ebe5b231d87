package dev.reserve.core.journal;

import dev.reserve.core.binding.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can have changed. Each is one entry of the journal; its kind and its fields are what an operator reads there.
public sealed interface Change {

    /// One launched instance of an app.
    ///
    /// @param id as the status shows it
    /// @param file the name of the artifact
    record Version(String app, List<String> args, String id, String sha256, String file) {}

    /// A content of an artifact came out well wherever it is to serve.
    record Accepted(String file, String sha256, String bundleVersion, List<String> apps) implements Change {}

    /// A content of an artifact did not.
    record Rejected(String file, String sha256, String reason) implements Change {}

    /// An artifact is gone from the deploy folder: at the next start there is nothing to fall back from.
    record Removed(String file) implements Change {}

    /// A version has become the current one.
    record Current(Version version) implements Change {}

    /// A version has failed on probation, or was sent back by hand; the one before is the current one again.
    record RolledBack(Version version, String reason) implements Change {}

    /// A version has ended.
    record Retired(Version version) implements Change {}

    /// A binding is set, or set anew.
    record Bound(String name, String listener, String app, List<String> args) implements Change {}

    /// A binding is removed.
    record Unbound(String name) implements Change {}

    /// An app has taken a listener that no binding names.
    record Taken(String listener, String app) implements Change {}

    /// The word that the entry starts with.
    default String kind() {
        return switch (this) {
            case Accepted _ -> "accepted";
            case Rejected _ -> "rejected";
            case Removed _ -> "removed";
            case Current _ -> "current";
            case RolledBack _ -> "rolled-back";
            case Retired _ -> "retired";
            case Bound _ -> "bound";
            case Unbound _ -> "unbound";
            case Taken _ -> "taken";
        };
    }

    /// The fields of the entry.
    default Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        switch (this) {
            case Accepted(String file, String sha256, String bundleVersion, List<String> apps) -> {
                fields.put("file", file);
                fields.put("sha256", sha256);
                fields.put("bundleVersion", bundleVersion);
                fields.put("apps", Arguments.quote(apps));
            }
            case Rejected(String file, String sha256, String reason) -> {
                fields.put("file", file);
                fields.put("sha256", sha256);
                fields.put("reason", shorten(reason));
            }
            case Removed(String file) -> fields.put("file", file);
            case Current(Version version) -> put(version, fields);
            case RolledBack(Version version, String reason) -> {
                put(version, fields);
                fields.put("reason", shorten(reason));
            }
            case Retired(Version version) -> put(version, fields);
            case Bound(String name, String listener, String app, List<String> args) -> {
                fields.put("name", name);
                fields.put("listener", listener);
                fields.put("app", app);
                fields.put("args", Arguments.quote(args));
            }
            case Unbound(String name) -> fields.put("name", name);
            case Taken(String listener, String app) -> {
                fields.put("listener", listener);
                fields.put("app", app);
            }
        }
        return fields;
    }

    /// What an entry tells; empty if it is of a kind that this version does not know, or lacks a field.
    static Optional<Change> of(Entry entry) {
        Map<String, String> f = entry.fields();
        try {
            return Optional.ofNullable(switch (entry.kind()) {
                case "accepted" -> new Accepted(need(f, "file"), need(f, "sha256"), need(f, "bundleVersion"), words(f, "apps"));
                case "rejected" -> new Rejected(need(f, "file"), need(f, "sha256"), need(f, "reason"));
                case "removed" -> new Removed(need(f, "file"));
                case "current" -> new Current(version(f));
                case "rolled-back" -> new RolledBack(version(f), need(f, "reason"));
                case "retired" -> new Retired(version(f));
                case "bound" -> new Bound(need(f, "name"), need(f, "listener"), need(f, "app"), words(f, "args"));
                case "unbound" -> new Unbound(need(f, "name"));
                case "taken" -> new Taken(need(f, "listener"), need(f, "app"));
                default -> null;
            });
        } catch (IllegalArgumentException e) { // a later version may have other fields
            return Optional.empty();
        }
    }

    private static void put(Version version, Map<String, String> fields) {
        fields.put("app", version.app);
        fields.put("args", Arguments.quote(version.args));
        fields.put("version", version.id);
        fields.put("sha256", version.sha256);
        fields.put("file", version.file);
    }

    private static Version version(Map<String, String> fields) {
        return new Version(need(fields, "app"), words(fields, "args"), need(fields, "version"), need(fields, "sha256"),
                need(fields, "file"));
    }

    private static List<String> words(Map<String, String> fields, String key) {
        return Arguments.parse(need(fields, key));
    }

    private static String need(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("the field " + key + " is missing");
        }
        return value;
    }

    /// A reason may be as long as an app likes; the journal is to stay readable.
    private static String shorten(String reason) {
        return reason.length() <= 1000 ? reason : reason.substring(0, 1000) + "…";
    }
}
