package dev.reserve.gateway.fastcgi;

import org.jspecify.annotations.Nullable;

/// What a record is for (FastCGI §8).
public enum RecordType {
    BEGIN_REQUEST(1), ABORT_REQUEST(2), END_REQUEST(3), PARAMS(4), STDIN(5), STDOUT(6), STDERR(7), DATA(8), GET_VALUES(
            9), GET_VALUES_RESULT(10), UNKNOWN_TYPE(11);

    private static final @Nullable RecordType[] BY_CODE = new RecordType[12];

    static {
        for (RecordType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    /// Its number in a record.
    public int code() {
        return code;
    }

    /// @return null if no type has this number
    public static @Nullable RecordType of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /// Whether its records are parts of a stream, which an empty one ends (FastCGI §3.3).
    public boolean stream() {
        return switch (this) {
            case PARAMS, STDIN, STDOUT, STDERR, DATA -> true;
            case BEGIN_REQUEST, ABORT_REQUEST, END_REQUEST, GET_VALUES, GET_VALUES_RESULT, UNKNOWN_TYPE -> false;
        };
    }

    /// Whether it is about the connection and no request of it (FastCGI §3.3): its records have the request id 0.
    public boolean management() {
        return this == GET_VALUES || this == GET_VALUES_RESULT || this == UNKNOWN_TYPE;
    }
}
