package dev.reserve.core.socket;

import java.io.IOException;

/// A file descriptor that is not what was expected of it.
public final class UnfitDescriptorException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int fd;
    private final String found;
    private final String expected;

    UnfitDescriptorException(int fd, String found, String expected) {
        super("fd " + fd + " is " + found + "; expected " + expected);
        this.fd = fd;
        this.found = found;
        this.expected = expected;
    }

    /// The descriptor's number.
    public int fd() {
        return fd;
    }

    /// What it is: `a UDP socket`.
    public String found() {
        return found;
    }

    /// What it should have been.
    public String expected() {
        return expected;
    }
}
