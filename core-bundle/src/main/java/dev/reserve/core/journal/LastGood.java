package dev.reserve.core.journal;

import dev.reserve.core.journal.Change.Accepted;
import dev.reserve.core.journal.Change.Bound;
import dev.reserve.core.journal.Change.Current;
import dev.reserve.core.journal.Change.Rejected;
import dev.reserve.core.journal.Change.Removed;
import dev.reserve.core.journal.Change.RolledBack;
import dev.reserve.core.journal.Change.Unbound;
import dev.reserve.core.journal.Change.Version;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What the entries of a journal come to: the last good content of each artifact, the last versions of each app, and the bindings.
public final class LastGood {

    /// How many contents of each artifact, and versions of each app, are worth keeping.
    private static final int VERSIONS = 5;

    private final Map<String, Deque<Noted<Accepted>>> accepted = new LinkedHashMap<>();
    private final Map<String, Noted<Rejected>> rejected = new LinkedHashMap<>();
    private final Map<String, Deque<Noted<Version>>> versions = new LinkedHashMap<>();
    private final Map<String, Noted<Bound>> bindings = new LinkedHashMap<>();
    private final Deque<Entry> unknown = new ArrayDeque<>();

    /// What an entry told, and the entry.
    private record Noted<T>(T what, Entry entry) {}

    private LastGood() {}

    /// @param entries in their order
    public static LastGood of(List<Entry> entries) {
        LastGood result = new LastGood();
        for (Entry entry : entries) {
            Change.of(entry).ifPresentOrElse(change -> result.add(change, entry), () -> add(result.unknown, entry, _ -> false, 200));
        }
        return result;
    }

    /// The content of an artifact that was accepted last, and not rolled back since. Empty if there is none, or the file was removed.
    public Optional<Accepted> artifact(String file) {
        return Optional.ofNullable(accepted.get(file)).map(all -> all.getLast().what);
    }

    /// What the journal says of an artifact is that this content was rejected, or rolled back, and nothing has been accepted since.
    public Optional<Rejected> rejected(String file) {
        return Optional.ofNullable(rejected.get(file)).map(Noted::what);
    }

    /// The last versions of an app that were current and not rolled back, at most five, the newest first; each content once for each args.
    public List<Version> versions(String app) {
        Deque<Noted<Version>> all = versions.getOrDefault(app, new ArrayDeque<>());
        return all.reversed().stream().map(Noted::what).toList();
    }

    /// The apps that have had a version.
    public Set<String> apps() {
        return Set.copyOf(versions.keySet());
    }

    /// The files that have a last good content.
    public Set<String> files() {
        return Set.copyOf(accepted.keySet());
    }

    /// The bindings, by name.
    public Map<String, Bound> bindings() {
        Map<String, Bound> all = new LinkedHashMap<>();
        bindings.forEach((name, bound) -> all.put(name, bound.what));
        return all;
    }

    /// The contents that have to stay in the store: the last good one of each artifact, and the last five versions of each app.
    public Set<String> contents() {
        Set<String> contents = new HashSet<>();
        accepted.values().forEach(all -> contents.add(all.getLast().what.sha256()));
        versions.values().forEach(all -> all.forEach(version -> contents.add(version.what.sha256())));
        return contents;
    }

    /// The entries that make all of this, so that the rest can be forgotten.
    Set<Entry> needed() {
        Set<Entry> needed = new LinkedHashSet<>(unknown);
        accepted.values().forEach(all -> all.forEach(noted -> needed.add(noted.entry)));
        versions.values().forEach(all -> all.forEach(noted -> needed.add(noted.entry)));
        rejected.values().forEach(noted -> needed.add(noted.entry));
        bindings.values().forEach(noted -> needed.add(noted.entry));
        return needed;
    }

    private void add(Change change, Entry entry) {
        switch (change) {
            case Accepted is -> {
                rejected.remove(is.file());
                Deque<Noted<Accepted>> all = accepted.computeIfAbsent(is.file(), _ -> new ArrayDeque<>());
                add(all, new Noted<>(is, entry), earlier -> earlier.what.sha256().equals(is.sha256()), VERSIONS);
            }
            case Rejected is -> rejected.put(is.file(), new Noted<>(is, entry));
            case Removed(String file) -> {
                accepted.remove(file);
                rejected.remove(file);
            }
            case Current(Version version) -> {
                Deque<Noted<Version>> all = versions.computeIfAbsent(version.app(), _ -> new ArrayDeque<>());
                add(all, new Noted<>(version, entry), earlier -> same(earlier.what, version), VERSIONS);
            }
            case RolledBack(Version version, String reason) -> {
                remove(versions, version.app(), earlier -> same(earlier.what, version));
                remove(accepted, version.file(), earlier -> earlier.what.sha256().equals(version.sha256()));
                rejected.put(version.file(), new Noted<>(new Rejected(version.file(), version.sha256(), reason), entry));
            }
            case Bound is -> bindings.put(is.name(), new Noted<>(is, entry));
            case Unbound(String name) -> bindings.remove(name);
            case Change.Retired _,Change.Taken _ -> {
                // told for the reader; nothing follows from it
            }
        }
    }

    private static boolean same(Version a, Version b) {
        return a.sha256().equals(b.sha256()) && a.args().equals(b.args());
    }

    private static <T> void add(Deque<T> all, T next, Predicate<T> replaced, int limit) {
        all.removeIf(replaced);
        all.addLast(next);
        if (all.size() > limit) {
            all.removeFirst();
        }
    }

    private static <T> void remove(Map<String, Deque<T>> map, String key, Predicate<T> which) {
        map.computeIfPresent(key, (_, all) -> {
            all.removeIf(which);
            return all.isEmpty() ? null : all;
        });
    }
}
