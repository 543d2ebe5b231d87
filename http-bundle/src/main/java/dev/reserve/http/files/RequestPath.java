package dev.reserve.http.files;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.URIUtil;

/// What a request asks for below the path that the app is mounted at.
///
/// @param names of the directories and of the file, from the top; none of them empty, hidden, or with a slash or a control character in it
/// @param directory whether the path ends with a slash
public record RequestPath(List<String> names, boolean directory) {

    private static final Pattern ENCODED = Pattern.compile("%([0-7][0-9a-fA-F])");

    public RequestPath {
        names = List.copyOf(names);
    }

    /// @param path what Jetty calls canonical: without dot segments, letters and digits decoded, and all that is not ASCII; blanks, slashes and the
    ///        like are still encoded
    /// @return empty if no file can be meant
    public static Optional<RequestPath> of(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.of(new RequestPath(List.of(), true));
        }
        if (path.charAt(0) != '/') {
            return Optional.empty();
        }
        boolean directory = path.endsWith("/");
        List<String> names = new ArrayList<>();
        for (String segment : path.substring(1, directory ? path.length() - 1 : path.length()).split("/", -1)) {
            Optional<String> name = decode(segment).filter(RequestPath::isServed);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        return Optional.of(new RequestPath(names, directory));
    }

    /// Whether a file of this name is served: it is not hidden, and has no control character in it.
    static boolean isServed(String name) {
        return !name.isEmpty() && name.charAt(0) != '.'
                && name.chars().noneMatch(character -> character == '/' || Character.isISOControl(character) || character == '\ufffd');
    }

    /// Empty if what is encoded is not ASCII: Jetty has decoded that, unless it is malformed.
    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        Matcher matcher = ENCODED.matcher(segment);
        if (matcher.replaceAll("").contains("%")) {
            return Optional.empty();
        }
        return Optional
                .of(matcher.replaceAll(code -> Matcher.quoteReplacement(String.valueOf((char) HexFormat.fromHexDigits(code.group(1))))));
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
