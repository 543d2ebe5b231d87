package dev.reserve.http.files;

/// The value of If-Match or If-None-Match: `*`, or a list of entity tags, which may have commas in them.
record EntityTags(String value) {

    /// @param etag strong
    /// @param weakly whether a weak tag of the same text is one of them, RFC 9110 §8.8.3.2
    boolean contains(String etag, boolean weakly) {
        if (value.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < value.length()) {
            boolean weak = value.startsWith("W/", at);
            int start = weak ? at + 2 : at;
            if (start < value.length() && value.charAt(start) == '"') {
                int end = value.indexOf('"', start + 1);
                if (end < 0) {
                    return false;
                }
                if ((weakly || !weak) && value.substring(start, end + 1).equals(etag)) {
                    return true;
                }
                at = end + 1;
            } else {
                at++;
            }
        }
        return false;
    }
}
