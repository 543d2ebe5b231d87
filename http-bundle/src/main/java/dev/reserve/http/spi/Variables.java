package dev.reserve.http.spi;

/// What a web server in front says of a request in variables (RFC 3875 §4.1), beyond what is a part of the request itself: the value of the request attribute
/// [#ATTRIBUTE].
public final class Variables {

    /// The name of the request attribute.
    public static final String ATTRIBUTE = "dev.reserve.http.variables";

    private final byte[] script;
    private final byte[] others;

    /// @param script see [#script]; not to be changed any more
    /// @param others see [#others]; not to be changed any more
    public Variables(byte[] script, byte[] others) {
        this.script = script;
        this.others = others;
    }

    /// The path that the web server has mounted us at, decoded, without a slash at its end: the path of the request begins behind it.
    public byte[] script() {
        return script;
    }

    /// All variables but those that the request itself tells, which are its fields, its method and path, whether it came by TLS, and its client's address:
    /// as `\0NAME\0VALUE`, one after the other, in the bytes that came.
    public byte[] others() {
        return others;
    }
}
