package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a content of an artifact has come on its way to serve.
sealed interface Progress {

    /// It is on its way.
    record Going(String where) implements Progress {}

    /// It would serve if somebody asked for its app.
    record Unused(String why) implements Progress {}

    /// It is where it was to come.
    ///
    /// @param state `canary`, `probation` or `current`
    /// @param versions their ids
    record Arrived(String state, List<String> versions, String where) implements Progress {}

    /// It will not come there.
    record Failed(String why) implements Progress {}

    /// @param file the name of the artifact
    /// @param sha256 of the content that is meant
    /// @param settled whether it is to come past probation, and not only to be current
    static Progress of(Status status, String file, String sha256, boolean settled) {
        return status.artifacts().stream().filter(artifact -> artifact.file().equals(file)).findFirst()
                .map(artifact -> of(status, artifact, sha256, settled))
                .orElseGet(() -> new Failed("it was removed from the deploy folder"));
    }

    private static Progress of(Status status, Status.Artifact artifact, String sha256, boolean settled) {
        boolean other = !sha256.equals(artifact.sha256());
        List<Status.Version> versions = status.apps().stream().flatMap(app -> app.versions().stream())
                .filter(version -> version.artifact().equals(artifact.file()) && version.id().startsWith(sha256.substring(0, 8))).toList();
        return switch (artifact.state()) {
            case "admitting" -> new Going("it is being looked at");
            case "rejected" -> other && artifact.sha256() != null
                    ? new Going("the content before it is rejected")
                    : new Failed(reason(artifact.reason()));
            case "launching" -> other ? new Going("the content before it is being launched") : launching(artifact, versions, settled);
            case "current" -> other ? replaced(artifact) : current(versions, settled);
            case "waiting", "standby", "installed" -> other
                    ? replaced(artifact)
                    : new Unused("it is " + artifact.state() + ": " + reason(artifact.reason()));
            default -> new Going("it is " + artifact.state());
        };
    }

    private static Progress replaced(Status.Artifact artifact) {
        return new Failed("other content has taken its place, with the SHA-256 " + artifact.sha256());
    }

    private static Progress launching(Status.Artifact artifact, List<Status.Version> versions, boolean settled) {
        List<Status.Version> canaries = in("canary", versions);
        if (canaries.isEmpty()) {
            return new Going("it is being launched" + (artifact.reason() == null ? "" : ", and " + artifact.reason()));
        }
        String where = ids(canaries) + " is a canary; 'promote' makes it current, 'rollback' ends it";
        return settled ? new Going(where) : new Arrived("canary", names(canaries), where);
    }

    private static Progress current(List<Status.Version> versions, boolean settled) {
        List<Status.Version> current = in("current", versions);
        List<Status.Version> launched = in("launched", versions);
        if (current.isEmpty() || !launched.isEmpty()) {
            return new Going("a version of it is launched"
                    + launched.stream().map(Status.Version::reason).filter(reason -> reason != null).findFirst()
                            .map(reason -> ", and " + reason)
                            .orElse(""));
        }
        List<Status.Version> onProbation = current.stream().filter(version -> version.reason() != null).toList();
        if (settled && !onProbation.isEmpty()) {
            return new Going(ids(onProbation) + " is " + onProbation.getFirst().reason());
        }
        return new Arrived(onProbation.isEmpty() ? "current" : "probation", names(current),
                ids(current) + " is current" + (settled ? ", past probation" : onProbation.isEmpty() ? "" : ", on probation"));
    }

    private static List<Status.Version> in(String state, List<Status.Version> versions) {
        return versions.stream().filter(version -> version.state().equals(state)).toList();
    }

    private static String ids(List<Status.Version> versions) {
        return "version " + String.join(", ", names(versions));
    }

    private static List<String> names(List<Status.Version> versions) {
        return versions.stream().map(Status.Version::id).toList();
    }

    private static String reason(@Nullable String reason) {
        return reason == null ? "no reason is known" : reason;
    }
}
