package dev.reserve.core.deploy;

import dev.reserve.core.journal.Change;
import dev.reserve.core.journal.Entry;
import dev.reserve.core.journal.Journal;
import dev.reserve.core.journal.LastGood;
import java.util.Optional;
import java.util.Set;

/// What the journal says of contents and versions, of this run and earlier ones.
final class Past {

    private final Journal journal;

    Past(Journal journal) {
        this.journal = journal;
    }

    /// The contents that the store keeps to go back to.
    Set<String> contents() {
        return lastGood().contents();
    }

    /// The content of an artifact that was accepted last, and not rolled back since.
    Optional<String> lastGood(String file) {
        return lastGood().artifact(file).map(Change.Accepted::sha256);
    }

    /// The content from which an app had a version before it had one from `sha256`.
    Optional<String> contentBefore(String app, String sha256) {
        return lastGood().versions(app).stream().map(Change.Version::sha256).filter(each -> !each.equals(sha256)).findFirst();
    }

    /// Notes in the journal which artifacts of an earlier run are there no longer.
    void noteRemoved(Artifacts artifacts) {
        lastGood().files().stream().filter(file -> artifacts.get(file).isEmpty())
                .forEach(file -> journal.append(new Change.Removed(file)));
    }

    /// Why a content was rolled back, if that was the last that happened to it: also in an earlier run.
    Optional<String> rolledBack(String file, String sha256) {
        for (Entry entry : journal.entries().reversed()) {
            switch (Change.of(entry).orElse(null)) {
                case Change.RolledBack(Change.Version version, String reason) when version.file().equals(file)
                        && version.sha256().equals(sha256) -> {
                    return Optional.of(reason);
                }
                case Change.Removed(String removed) when removed.equals(file) -> {
                    return Optional.empty();
                }
                case Change.Accepted(String accepted, String digest, _, _) when accepted.equals(file) && digest.equals(sha256) -> {
                    return Optional.empty();
                }
                case null, default -> {}
            }
        }
        return Optional.empty();
    }

    private LastGood lastGood() {
        return LastGood.of(journal.entries());
    }
}
