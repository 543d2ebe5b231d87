package dev.reserve.shell;

/// A command that failed, with the exit code and the one line that the client gets. The codes are those of sysexits(3).
final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /// A command that threw something of which nothing more is known.
    static final int FAILED = 1;
    static final int USAGE = 64;
    static final int BAD_DATA = 65;
    static final int UNAVAILABLE = 69;
    static final int INTERNAL = 70;
    static final int TEMPORARY = 75;
    static final int NO_PERMISSION = 77;

    private final int code;
    private final String line;

    CommandFailure(int code, String message) {
        super(message);
        this.code = code;
        this.line = oneLine(message);
    }

    CommandFailure(int code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.line = oneLine(message);
    }

    int code() {
        return code;
    }

    /// The message without line breaks or other control characters: it ends up in the protocol's trailer, then on a terminal.
    String line() {
        return line;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
