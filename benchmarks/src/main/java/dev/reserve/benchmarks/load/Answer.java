package dev.reserve.benchmarks.load;

/// What an answer has to look like: `VERSION ID FILLING VERSION`, with filling that only this version uses of those near it.
final class Answer {

    private Answer() {}

    /// The version that gave the answer.
    ///
    /// @throws LossException if not all of it is of one version, or it is none to this question
    static int version(String answer, long id, int length) throws LossException {
        int blank = answer.indexOf(' ');
        int version = number(answer, 0, blank);
        String head = version + " " + id + " ";
        if (version < 0 || !answer.startsWith(head)) {
            throw wrong(answer, id, length);
        }
        int end = head.length() + length;
        for (int i = head.length(); i < Math.min(end, answer.length()); i++) {
            if (answer.charAt(i) != filling(version)) {
                throw answer.charAt(i) >= 'a' && answer.charAt(i) <= 'z'
                        ? new LossException(Loss.MIXED, "an answer of version " + version + " has bytes of another")
                        : wrong(answer, id, length);
            }
        }
        int last = answer.length() > end && answer.charAt(end) == ' ' ? number(answer, end + 1, answer.length()) : -1;
        if (last < 0) {
            throw wrong(answer, id, length);
        }
        if (last != version) {
            throw new LossException(Loss.MIXED, "an answer began with version " + version + " and ended with " + last);
        }
        return version;
    }

    static char filling(int version) {
        return (char) ('a' + version % 26);
    }

    private static int number(String text, int from, int to) {
        if (to <= from || to - from > 9) {
            return -1;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(text, from, to, 10);
    }

    private static LossException wrong(String answer, long id, int length) {
        return new LossException(Loss.WRONG,
                "asked " + id + " for " + length + " bytes and got " + answer.length() + ": "
                        + answer.substring(0, Math.min(60, answer.length())));
    }
}
