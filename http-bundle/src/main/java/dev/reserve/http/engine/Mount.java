package dev.reserve.http.engine;

import dev.reserve.core.binding.ArgumentLine;
import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.hosting.AppKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where a sub-app is to serve: from a file `reserve.mount-NAME.cfg`, or by default.
///
/// @param name of the file; empty if there is none
/// @param host in lower case; empty for all hosts
/// @param path a context path: `/`, or without a slash at its end
public record Mount(String name, Optional<String> host, String path, String app, List<String> args) {

    private static final Setting<String> PATH = Setting.optional("path",
            Form.of("a path that begins with /, without . and .. in it, such as /shop", Mount::path, path -> path), "/NAME",
            "for all requests at this path and below it");
    private static final Setting<String> HOST = Setting.optional("host",
            Form.of("the name of a host, without a port, such as shop.example", Mount::host, host -> host), "all hosts",
            "for requests to this host alone");
    private static final Setting<String> APP = Setting.optional("app", Form.text("the name of a sub-app"), "NAME", "the sub-app");
    private static final Setting<List<String>> ARGS = Setting.of("args", ArgumentLine.FORM, List.of(),
            "what it is launched with; words are separated by blanks and quoted as in a shell");

    public static final SettingTable TABLE = new SettingTable("reserve.mount", true, "Mounts", "Where a sub-app of `http` serves.",
            List.of(PATH, HOST, APP, ARGS));

    /// @throws IllegalArgumentException if the name is not fit for a path, and there is no other
    static Mount of(String name, Keys keys) {
        String path = keys.find(PATH).orElseGet(() -> path("path", "/" + name));
        return new Mount(name, keys.find(HOST), contextPath(path), keys.find(APP).orElse(name), keys.get(ARGS));
    }

    private static String path(String key, String path) {
        if (!path.matches("/[^?#%\\s]*") || path.contains("//") || path.matches(".*/\\.{1,2}(/.*)?")) {
            throw Form.wrong(key, path, PATH.form().described());
        }
        return path;
    }

    private static String host(String key, String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (!host.matches("[a-z0-9._-]+|\\[[0-9a-f:.]+]")) {
            throw Form.wrong(key, text, HOST.form().described());
        }
        return host;
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

    /// Whether requests to the other one may as well be given to this one.
    boolean isAtPlaceOf(Mount other) {
        return host.equals(other.host) && path.equals(other.path);
    }

    private static String contextPath(String path) {
        return path.replaceFirst("(?<!^)/+$", "");
    }
}
