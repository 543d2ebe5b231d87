package dev.reserve.wsgi.link;

/// Something to be done on the thread of a link.
interface Work {

    /// @param link whose thread it is
    void run(Link link);

    /// The link has closed before it could be done; on any thread.
    void orphaned();
}
