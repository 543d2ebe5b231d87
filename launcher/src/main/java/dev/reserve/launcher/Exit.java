package dev.reserve.launcher;

import dev.reserve.core.socket.BindException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/// The end of a command: what it says last, and its exit code after `sysexits.h`.
final class Exit extends Exception {
    static final int OK = 0;
    static final int USAGE = 64;
    static final int BAD_DATA = 65;
    static final int NO_INPUT = 66;
    static final int UNAVAILABLE = 69;
    static final int INTERNAL = 70;
    static final int OS_ERROR = 71;
    static final int CANNOT_CREATE = 73;
    static final int IO_ERROR = 74;
    static final int TEMPORARY = 75;
    static final int NO_PERMISSION = 77;
    static final int CONFIGURATION = 78;

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String text;

    Exit(int code, String text) {
        super(text);
        this.code = code;
        this.text = text;
    }

    Exit(int code, String text, Throwable cause) {
        this(code, text);
        initCause(cause);
    }

    static Exit usage(String text) {
        return new Exit(USAGE, text);
    }

    static Exit cannotListen(BindException e) {
        return new Exit(e.forbidden() ? NO_PERMISSION : UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }

    int code() {
        return code;
    }

    /// Says the last words: on standard output if all is well (`--help`), otherwise each line with the command's name on standard error.
    ///
    /// @return the exit code, which is another one if they cannot be said
    int print(String command) {
        if (code == OK) {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, System.out.charset()); // the server's own tells nothing of errors
            out.print(text);
            if (!out.checkError()) {
                return OK;
            }
            System.err.println(command + ": cannot write to standard output");
            return IO_ERROR;
        }
        text.lines().forEach(line -> System.err.println(command + ": " + line));
        if (code == USAGE) {
            System.err.println(command + ": try '" + command + " --help'");
        }
        return code;
    }
}
