package dev.reserve.http.engine;

import dev.reserve.core.slot.Slot;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which slot a request is for: that of the longest path above it, among those of its host, or else among those for all hosts. Immutable.
final class Routes {

    static final Routes NONE = new Routes(List.of());

    /// @param host in lower case; null for all hosts
    /// @param path a context path: `/`, or without a slash at its end
    record Route(@Nullable String host, String path, Slot<Requests> slot) {

        private boolean leadsTo(String canonical) {
            int length = path.length();
            return length == 1 || (canonical.startsWith(path) && (canonical.length() == length || canonical.charAt(length) == '/'));
        }
    }

    private final Route[] routes;
    private final boolean hosts;

    Routes(List<Route> routes) {
        this.routes = routes.stream().sorted(Comparator.<Route>comparingInt(route -> route.host == null ? 1 : 0)
                .thenComparing(Comparator.comparingInt((Route route) -> route.path.length()).reversed())).toArray(Route[]::new);
        this.hosts = routes.stream().anyMatch(route -> route.host != null);
    }

    /// @param host of the request, without a port; may be null
    /// @param canonicalPath decoded, without dot segments
    @Nullable
    Slot<Requests> find(@Nullable String host, String canonicalPath) {
        String wanted = hosts && host != null ? host.toLowerCase(Locale.ROOT) : null;
        for (Route route : routes) {
            if ((route.host == null || route.host.equals(wanted)) && route.leadsTo(canonicalPath)) {
                return route.slot;
            }
        }
        return null;
    }

    /// Whether something there has threads of its own that do most of the work.
    boolean answerElsewhere() {
        return Stream.of(routes).anyMatch(route -> route.slot.current().map(version -> version.serving().answersElsewhere()).orElse(false));
    }

    boolean contains(Slot<Requests> slot) {
        return Stream.of(routes).anyMatch(route -> route.slot == slot);
    }
}
