package dev.reserve.site.picture;

/// A text that no picture can be drawn of. The message says what was found and what was expected.
public final class PictureException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;

    PictureException(int line, String message) {
        super(message);
        this.line = line;
    }

    /// From 1; 0 if it is about all of them.
    public int line() {
        return line;
    }
}
