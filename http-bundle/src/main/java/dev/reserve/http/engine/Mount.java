package dev.reserve.http.engine;

import dev.reserve.core.binding.Arguments;
import dev.reserve.core.binding.Keys;
import dev.reserve.core.hosting.AppKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where a sub-app is to serve: from a file `reserve.mount-NAME.cfg`, or by default.
///
/// @param name of the file; empty if there is none
/// @param host in lower case; empty for all hosts
/// @param path a context path: `/`, or without a slash at its end
record Mount(String name, Optional<String> host, String path, String app, List<String> args) {

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    static Mount of(String name, Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        String path = keys.text("path").orElse("/" + name);
        if (!path.matches("/[^?#%\\s]*") || path.contains("//") || path.matches(".*/\\.{1,2}(/.*)?")) {
            throw new IllegalArgumentException(
                    "path is " + path + "; expected a path that begins with /, without . and .. in it, such as /shop");
        }
        Optional<String> host = keys.text("host").map(text -> text.toLowerCase(Locale.ROOT));
        if (host.isPresent() && !host.get().matches("[a-z0-9._-]+|\\[[0-9a-f:.]+]")) {
            throw new IllegalArgumentException(
                    "host is " + host.get() + "; expected the name of a host, without a port, such as shop.example");
        }
        Mount mount = new Mount(name, host, contextPath(path), keys.text("app").orElse(name),
                Arguments.parse(keys.text("args").orElse("")));
        keys.finish();
        return mount;
    }

    /// Where an app serves that nothing else is said of.
    static Mount byDefault(String app, String path) {
        return new Mount("", Optional.empty(), contextPath(path), app, List.of());
    }

    AppKey key() {
        return new AppKey(app, args, path);
    }

    /// Whether another one comes in its place: one from the same file, or one that a file and the default have for the same app.
    boolean isFollowedBy(Mount other) {
        boolean configured = !name.isEmpty() && !other.name.isEmpty();
        return configured ? name.equals(other.name) : app.equals(other.app);
    }

    private static String contextPath(String path) {
        return path.replaceFirst("(?<!^)/+$", "");
    }
}
