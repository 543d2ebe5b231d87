package dev.reserve.http.engine;

import dev.reserve.core.admin.Status;
import dev.reserve.core.hosting.AppKey;
import dev.reserve.core.hosting.Hosting;
import dev.reserve.core.hosting.Offer;
import dev.reserve.core.hosting.Slots;
import dev.reserve.core.slot.Slot;
import dev.reserve.core.slot.Version;
import dev.reserve.http.HttpApp;
import dev.reserve.http.welcome.WelcomePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/// The sub-apps of all instances of `http`, as what serves with [HttpApp]s: which of them are mounted where, and the routes that follow from it.
final class SubApps implements Hosting<Requests> {

    private final HttpServer server;
    private final Runnable changed;
    private final List<Site> sites = new CopyOnWriteArrayList<>();
    private final Map<String, Mount> configured = new TreeMap<>();
    private final Map<String, String> invalid = new TreeMap<>();
    /// What was mounted, and served, after the last change.
    private List<Mount> serving = List.of();
    /// Those of them that are not asked for any more, while what is asked for in their place does not serve.
    private List<Mount> leaving = List.of();
    private List<Mount> mounts = List.of();
    /// Those that what is wanted is wanted for: one that has been opened since then is for the next time.
    private List<Site> pursued = List.of();
    private List<Status.Mount> shown = List.of();
    private Set<String> deployed = Set.of();

    /// @param changed called when something else is wanted
    SubApps(HttpServer server, Runnable changed) {
        this.server = server;
        this.changed = changed;
    }

    /// Adds a site, on any thread; it is [Site#ready] when there is something to serve.
    void open(Site site) {
        sites.add(site);
        changed.run();
    }

    /// Removes a site, on any thread.
    void close(Site site) {
        sites.remove(site);
        changed.run();
    }

    /// Adds a mount from configuration, or replaces the one of the same name; on any thread.
    void mount(Mount mount) {
        synchronized (configured) {
            invalid.remove(mount.name());
            configured.put(mount.name(), mount);
        }
        changed.run();
    }

    /// Notes that a mount cannot be understood. One of that name that could goes on to hold.
    void invalidMount(String name, String reason) {
        synchronized (configured) {
            invalid.put(name, reason);
        }
        changed.run();
    }

    void unmount(String name) {
        synchronized (configured) {
            invalid.remove(name);
            configured.remove(name);
        }
        changed.run();
    }

    @Override
    public String type() {
        return HttpApp.class.getName();
    }

    @Override
    public Requests launch(Offer offer, AppKey key) throws Exception {
        if (!(offer.service() instanceof HttpApp app)) {
            throw new IllegalArgumentException("sub-app " + key.app() + " is not of the type " + type()
                    + " that http has: its bundle brings a copy of the package of its own; expected it to import the package");
        }
        server.jetty(); // before any code of the app meets Jetty's classes, some of which look around when they are first used
        Handler handler = app.launch(key.args().toArray(String[]::new));
        if (handler == null) { // an app need not be compiled with null checks
            throw new IllegalArgumentException("the launch of sub-app " + key.app() + " returned null; expected a Handler");
        }
        return Requests.start(server, key, handler, offer.loader());
    }

    @Override
    public Map<AppKey, Optional<Duration>> wanted(Map<String, Offer> offers) {
        deployed = Set.copyOf(offers.keySet());
        List<Mount> next = new ArrayList<>();
        synchronized (configured) {
            next.addAll(configured.values());
        }
        Set<String> named = next.stream().map(Mount::app).collect(Collectors.toSet());
        offers.values().stream().filter(offer -> !named.contains(offer.app())).flatMap(SubApps::byDefault).forEach(next::add);
        // What is to serve elsewhere, or with other arguments, goes on as it is until that does.
        leaving = serving.stream().filter(mount -> !next.contains(mount) && next.stream().anyMatch(mount::isFollowedBy)).toList();
        next.addAll(leaving);
        mounts = List.copyOf(next);
        pursued = List.copyOf(sites);
        Map<AppKey, Optional<Duration>> wanted = new HashMap<>();
        for (Site site : pursued) {
            Stream<AppKey> keys = site.only().isPresent() ? site.only().stream() : mounts.stream().map(Mount::key);
            keys.forEach(key -> wanted.put(key, Optional.empty()));
        }
        return wanted;
    }

    private static Stream<Mount> byDefault(Offer offer) {
        List<String> paths = offer.strings(HttpApp.PATH);
        return (paths.isEmpty() ? Stream.of("/" + offer.app()) : paths.stream()).map(path -> Mount.byDefault(offer.app(), path));
    }

    @Override
    public void connect(Slots<Requests> slots) {
        List<Mount> current = mounts.stream().filter(mount -> !isReplaced(mount, slots)).toList();
        if (current.size() < mounts.size()) {
            changed.run(); // what they served with is not wanted any more
        }
        serving = current.stream().filter(mount -> serves(mount, slots)).toList();
        // Of several at one place, the first that serves.
        Routes all = new Routes(current.stream().sorted(Comparator.comparing(mount -> !serving.contains(mount)))
                .flatMap(mount -> slots.slot(mount.key()).stream()
                        .map(slot -> new Routes.Route(mount.host().orElse(null), mount.path(), slot)))
                .toList());
        for (Site site : pursued) {
            if (site.only().isPresent()) {
                AppKey key = site.only().get();
                slots.slot(key).ifPresent(slot -> site.routes(new Routes(List.of(new Routes.Route(null, "/", slot)))));
                slots.slot(key).filter(Slot::serves).ifPresent(_ -> site.ready());
                // What is in the deploy folder may be mended there; what came with the server, and fails, fails for its arguments.
                slots.failure(key).ifPresent(reason -> {
                    if (slots.isKnown(key) && !deployed.contains(key.app())) {
                        site.failed(reason);
                    } else {
                        site.ready();
                    }
                });
            } else {
                site.routes(all);
                site.ready();
            }
        }
        server.edge().welcome()
                .show(current.stream().map(mount -> new WelcomePage.Place(mount.host().orElse(null), mount.path(), mount.app(),
                        version(mount, slots))).toList());
        shown = Stream.concat(current.stream().map(mount -> show(mount, slots)), invalid()).toList();
    }

    /// Whether a mount that is leaving has been followed by a newer one that serves, and that has passed its probation if it serves at the same place.
    private boolean isReplaced(Mount mount, Slots<Requests> slots) {
        return leaving.contains(mount) && mounts.subList(0, mounts.indexOf(mount)).stream()
                .anyMatch(other -> mount.isFollowedBy(other) && serves(other, slots) && !(mount.isAtPlaceOf(other)
                        && slots.followsOnProbation(other.key()) && !slots.followsOnProbation(mount.key())));
    }

    private static boolean serves(Mount mount, Slots<Requests> slots) {
        return slots.current(mount.key()).isPresent();
    }

    @Override
    public Optional<AppKey> predecessor(AppKey key) {
        List<Mount> followers = mounts.stream().filter(mount -> mount.key().equals(key) && !leaving.contains(mount)).toList();
        return leaving.stream().filter(mount -> followers.stream().anyMatch(other -> mount.isFollowedBy(other) && mount.isAtPlaceOf(other)))
                .findFirst().map(Mount::key);
    }

    private Status.Mount show(Mount mount, Slots<Requests> slots) {
        @Nullable
        String reason = sites.stream().allMatch(site -> site.only().isPresent())
                ? "no listener has an http that serves mounts"
                : slots.failure(mount.key()).orElse(null);
        @Nullable
        String name = mount.name().isEmpty() ? null : mount.name();
        return new Status.Mount(name, mount.host().orElse(null), mount.path(), mount.app(), mount.args(), version(mount, slots), reason);
    }

    private static @Nullable String version(Mount mount, Slots<Requests> slots) {
        return serves(mount, slots) ? slots.slot(mount.key()).flatMap(Slot::current).map(Version::id).orElse(null) : null;
    }

    private Stream<Status.Mount> invalid() {
        synchronized (configured) {
            return invalid.entrySet().stream()
                    .map(entry -> new Status.Mount(entry.getKey(), null, null, null, List.of(), null, entry.getValue())).toList().stream();
        }
    }

    @Override
    public boolean uses(Slot<Requests> slot) {
        return sites.stream().anyMatch(site -> site.routes().contains(slot));
    }

    @Override
    public List<Status.Mount> mounts() {
        return shown;
    }

    @Override
    public String whyWaiting(String app) {
        return sites.isEmpty()
                ? "it is a sub-app of http, and no listener is bound to app http; to bind it, start with http on the command line, or write a file"
                        + " reserve.binding-NAME.cfg with listener=… and app=http"
                : "it is a sub-app of http, and not mounted: every http has been given one sub-app by its arguments";
    }
}
