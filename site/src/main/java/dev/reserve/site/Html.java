package dev.reserve.site;

/// Text as it is written in HTML, SVG and JavaScript.
final class Html {

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /// A JavaScript string, safe also within a script element.
    static String string(String text) {
        StringBuilder string = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                string.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
                string.append("\\u%04x".formatted((int) c));
            } else {
                string.append(c);
            }
        }
        return string.append('"').toString();
    }
}
