package dev.reserve.http.log;

/// How an entry is written.
interface LineFormat {

    /// Appends one line, with its end; whatever is in the entry, it stays one line.
    void append(Entry entry, StringBuilder lines);
}
