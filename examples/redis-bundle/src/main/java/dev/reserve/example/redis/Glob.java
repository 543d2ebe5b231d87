package dev.reserve.example.redis;

/// A pattern of [Redis' KEYS](https://redis.io/docs/latest/commands/keys/), in which `*` stands for any characters, also none, `?` for one, and `\` takes the meaning from the next. A set in
/// brackets is not known.
record Glob(String pattern) {

    /// Goes back to the last star alone: what was before it need not be tried again.
    boolean matches(String text) {
        int at = 0;
        int star = -1;
        int starAt = 0;
        int i = 0;
        while (i < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starAt = i;
            } else if (at < pattern.length() && matches(at, text.charAt(i))) {
                at += width(at);
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starAt;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(c -> c == '*');
    }

    private boolean matches(int at, char c) {
        return width(at) == 2 ? pattern.charAt(at + 1) == c : pattern.charAt(at) == '?' || pattern.charAt(at) == c;
    }

    private int width(int at) {
        return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? 2 : 1;
    }
}
