package dev.reserve.core.deploy;

import dev.reserve.core.admin.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The last versions of each app that have ended: what the status says of them, and nothing that would keep them in memory. Touched by the
/// deploy thread alone.
final class History {

    private static final int VERSIONS_PER_APP = 5;
    private static final int APPS = 100;

    private final Map<String, Deque<Status.Version>> ended = new TreeMap<>();

    void add(String app, Status.Version version) {
        if (ended.size() == APPS && !ended.containsKey(app)) {
            ended.remove(ended.keySet().iterator().next());
        }
        Deque<Status.Version> versions = ended.computeIfAbsent(app, _ -> new ArrayDeque<>());
        versions.addFirst(version);
        if (versions.size() > VERSIONS_PER_APP) {
            versions.removeLast();
        }
    }

    /// The newest first.
    List<Status.Version> of(String app) {
        Deque<Status.Version> versions = ended.get(app);
        return versions == null ? List.of() : List.copyOf(versions);
    }

    Iterable<String> apps() {
        return ended.keySet();
    }
}
