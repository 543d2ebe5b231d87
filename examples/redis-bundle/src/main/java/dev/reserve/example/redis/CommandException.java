package dev.reserve.example.redis;

/// A command that cannot be done as it was given; the message is the client's.
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// @param message begins with the kind of error, such as `ERR`
    CommandException(String message) {
        super(message, null, false, false);
    }
}
