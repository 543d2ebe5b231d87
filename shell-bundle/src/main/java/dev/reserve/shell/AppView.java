package dev.reserve.shell;

import dev.reserve.core.admin.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An app, as `apps` shows it. The names of the components are those of its JSON form.
///
/// @param state that of the version which serves, or of the newest there is, or of the artifact
/// @param version the id of the version which serves, or null
/// @param serves where: `listener NAME`, `mount HOST/PATH`
/// @param accepted connections or requests, of all versions that are known
record AppView(String name, String state, @Nullable String version, @Nullable String artifact, @Nullable String bundleVersion,
        List<String> serves, long accepted, long open, long failed) {

    static List<AppView> of(Status status) {
        Map<String, Status.App> apps = new LinkedHashMap<>();
        status.apps().forEach(app -> apps.put(app.name(), app));
        Set<String> names = new TreeSet<>(apps.keySet());
        status.artifacts().forEach(artifact -> names.addAll(artifact.apps()));
        List<AppView> views = new ArrayList<>();
        for (String name : names) {
            List<Status.Version> versions = apps.containsKey(name) ? apps.get(name).versions() : List.of();
            views.add(versions.isEmpty() ? deployed(status, name) : launched(status, name, versions));
        }
        return views;
    }

    private static AppView launched(Status status, String name, List<Status.Version> versions) {
        Status.Version shown = versions.stream().filter(version -> version.state().equals("current")).findFirst()
                .orElse(versions.getFirst());
        return new AppView(name, shown.state(), shown.state().equals("current") ? shown.id() : null, shown.artifact(),
                shown.bundleVersion(), serves(status, name), versions.stream().mapToLong(Status.Version::accepted).sum(),
                versions.stream().mapToLong(Status.Version::open).sum(), versions.stream().mapToLong(Status.Version::failed).sum());
    }

    private static AppView deployed(Status status, String name) {
        Status.Artifact artifact = status.artifacts().stream().filter(each -> each.apps().contains(name)).findFirst().orElseThrow();
        return new AppView(name, artifact.state(), null, artifact.file(), artifact.bundleVersion(), serves(status, name), 0, 0, 0);
    }

    private static List<String> serves(Status status, String name) {
        return Stream.concat(
                status.listeners().stream().filter(listener -> name.equals(listener.app())).map(listener -> "listener " + listener.name()),
                status.mounts().stream().filter(mount -> name.equals(mount.app()))
                        .map(mount -> "mount " + (mount.host() == null ? "" : mount.host()) + mount.path()))
                .toList();
    }
}
