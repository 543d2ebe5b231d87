package dev.reserve.http.files;

import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.MimeTypes;

/// Content types by the ends of file names. Text is UTF-8.
final class MediaTypes {

    private static final String UNKNOWN = "application/octet-stream";

    /// Beside those that Jetty knows, or other than those.
    private static final Map<String, String> MORE = Map.ofEntries(Map.entry("7z", "application/x-7z-compressed"),
            Map.entry("aac", "audio/aac"), Map.entry("epub", "application/epub+zip"), Map.entry("flac", "audio/flac"),
            Map.entry("geojson", "application/geo+json"), Map.entry("ics", "text/calendar"), Map.entry("jsonld", "application/ld+json"),
            Map.entry("jsp", "text/plain"), Map.entry("jxl", "image/jxl"), Map.entry("log", "text/plain"), Map.entry("m4a", "audio/mp4"),
            Map.entry("m4v", "video/mp4"), Map.entry("map", "application/json"), Map.entry("md", "text/markdown"),
            Map.entry("mkv", "video/matroska"), Map.entry("oga", "audio/ogg"), Map.entry("ogv", "video/ogg"),
            Map.entry("opus", "audio/ogg"),
            Map.entry("toml", "application/toml"), Map.entry("vtt", "text/vtt"), Map.entry("wav", "audio/wav"),
            Map.entry("weba", "audio/webm"),
            Map.entry("webm", "video/webm"), Map.entry("webmanifest", "application/manifest+json"), Map.entry("yaml", "application/yaml"),
            Map.entry("yml", "application/yaml"));

    private MediaTypes() {}

    static String of(String file) {
        String end = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String type = MORE.get(end);
        if (type == null) {
            type = MimeTypes.DEFAULTS.getMimeByExtension(file);
        }
        return type == null ? UNKNOWN : type.startsWith("text/") ? type + ";charset=utf-8" : type;
    }
}
