package dev.reserve.gateway.cgi;

/// What a variable says of a request.
enum Kind {
    METHOD, URI, SCRIPT, PATH, DOCUMENT, QUERY, PROTOCOL, HTTPS, SCHEME, CLIENT, CLIENT_PORT, SERVER, SERVER_PORT, LENGTH,
    /// A header field.
    FIELD,
    /// The field that there is also a variable of its own for, which counts.
    FIELD_AGAIN,
    /// What was between the client and the web server alone.
    HOP,
    /// Whatever else the web server has to say.
    OTHER
}
