package dev.reserve.wsgi.link;

/// A part of a file that is part of a response.
final class FilePart {

    void close() {}
}
