package dev.reserve.site.picture;

/// An SVG file as it grows. It has the colours of light and dark, by what the reader's browser prefers.
final class Svg {

    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: #1c2128; }
            .name { font-weight: 600; font-size: 14px; }
            .soft { fill: #4d5661; }
            .paper { fill: #ffffff; }
            .line { fill: none; stroke: #57606a; stroke-width: 1.5; }
            .mark { stroke-dasharray: 4 4; stroke-width: 1; }
            .head { fill: #57606a; }
            .plain { fill: #f4f6f8; stroke: #8a94a0; }
            .old { fill: #fbe9cf; stroke: #a86a10; }
            .new { fill: #d6ebff; stroke: #0757b3; }
            .bad { fill: #fde2e0; stroke: #b3261e; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e3e7ec; }
            .soft { fill: #b4bdc8; }
            .paper { fill: #14181d; }
            .line { stroke: #a2acb8; }
            .head { fill: #a2acb8; }
            .plain { fill: #232a32; stroke: #77828f; }
            .old { fill: #44300f; stroke: #d9a04a; }
            .new { fill: #11345a; stroke: #7db7ff; }
            .bad { fill: #4d1f1d; stroke: #ff9a92; }
            }
            </style>
            <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker>
            """;

    private final StringBuilder body = new StringBuilder();

    /// About how wide a text is. Fonts differ: this is for the wide ones.
    static int width(String text, boolean name) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) * (name ? 8.4 : 7.4));
    }

    void box(int x, int y, int width, int height, Tone tone) {
        body.append(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n".formatted(tone.word(), x, y, width, height));
    }

    /// @param anchor `start`, `middle` or `end`: what of the text is at x
    void text(int x, int y, String anchor, String style, String text) {
        body.append("<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n".formatted(style, x, y, anchor, escape(text)));
    }

    /// @param path as in the attribute `d`
    void arrow(String path) {
        body.append("<path class=\"line\" marker-end=\"url(#head)\" d=\"%s\"/>\n".formatted(path));
    }

    void mark(int x, int from, int to) {
        body.append("<path class=\"line mark\" d=\"M%d %dV%d\"/>\n".formatted(x, from, to));
    }

    String file(int width, int height, String title, String text) {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n".formatted(width,
                height,
                width, height) + "<title>" + escape(title) + "</title>\n<desc>" + escape(text) + "</desc>\n" + STYLE
                + "<rect class=\"paper\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n".formatted(width, height) + body + "</svg>\n";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
