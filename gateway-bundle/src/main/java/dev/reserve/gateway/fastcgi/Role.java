package dev.reserve.gateway.fastcgi;

/// What an application is asked to be to a request (FastCGI §6).
public enum Role {
    RESPONDER(1), AUTHORIZER(2), FILTER(3);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    /// Its number in a record.
    public int code() {
        return code;
    }
}
