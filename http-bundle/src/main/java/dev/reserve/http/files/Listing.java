package dev.reserve.http.files;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The page that lists a directory.
final class Listing {

    /// The page has nothing but text and its own style.
    static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Listing() {}

    static String page(RequestPath path, List<Folder.Entry> entries) {
        StringBuilder rows = new StringBuilder();
        if (!path.names().isEmpty()) {
            rows.append("<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n");
        }
        for (Folder.Entry entry : entries) {
            String slash = entry.state().directory() ? "/" : "";
            rows.append("<tr><td><a href=\"./").append(escape(RequestPath.encode(entry.name()))).append(slash).append("\">")
                    .append(escape(entry.name())).append(slash).append("</a></td><td>").append(size(entry.state())).append("</td><td>")
                    .append(TIME.format(entry.state().modified())).append("</td></tr>\n");
        }
        String title = escape("/" + String.join("/", path.names()));
        String more = entries.size() < Folder.LIST_LIMIT ? "" : "<p>… and more</p>\n";
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>
                <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
                td{padding-right:2rem;overflow-wrap:anywhere}td+td{text-align:right;white-space:nowrap;opacity:.75}</style></head>
                <body><h1>%s</h1>
                <table>
                %s</table>
                %s</body></html>
                """.formatted(title, title, rows, more);
    }

    private static String size(FileState state) {
        return state.directory() ? "" : String.format(Locale.ROOT, "%,d", state.size());
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
