package dev.reserve.http.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.util.URIUtil;

/// What a request asks for below the path that the app is mounted at.
///
/// @param names of the directories and of the file, from the top; none of them empty, hidden, or with a slash or a control character in it
/// @param directory whether the path ends with a slash
record RequestPath(List<String> names, boolean directory) {

    RequestPath {
        names = List.copyOf(names);
    }

    /// @param path decoded but for `%2F` and `%25`, without dot segments: what Jetty calls canonical
    /// @return empty if no file can be meant
    static Optional<RequestPath> of(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.of(new RequestPath(List.of(), true));
        }
        if (path.charAt(0) != '/') {
            return Optional.empty();
        }
        boolean directory = path.endsWith("/");
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1, directory ? path.length() - 1 : path.length()).split("/", -1)) {
            String name = segment.replace("%25", "%");
            if (segment.isEmpty() || segment.charAt(0) == '.' || segment.regionMatches(true, 0, "%2e", 0, 3)
                    || segment.toLowerCase(Locale.ROOT).contains("%2f")
                    || name.chars().anyMatch(character -> Character.isISOControl(character) || character == '\ufffd')) {
                return Optional.empty();
            }
            names.add(name);
        }
        return Optional.of(new RequestPath(names, directory));
    }

    /// The path of one more below this one.
    RequestPath child(String name) {
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return new RequestPath(more, false);
    }

    /// For a URL: encoded, each name with a slash before it, and one at the end if it is a directory.
    String encoded() {
        StringBuilder text = new StringBuilder();
        names.forEach(name -> text.append('/').append(encode(name)));
        return text.append(directory ? "/" : "").toString();
    }

    /// A path with slashes in it, encoded.
    static String encodeAll(String path) {
        return URIUtil.encodePath(path);
    }

    static String encode(String name) {
        return URIUtil.encodePath(name).replace("/", "%2F").replace(":", "%3A");
    }
}
