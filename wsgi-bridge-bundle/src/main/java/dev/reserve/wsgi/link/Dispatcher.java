package dev.reserve.wsgi.link;

/// Gives requests to workers.
public interface Dispatcher {

    /// Finds a worker for a request that no app has seen; on any thread.
    void dispatch(Call call);

    /// A worker has room for a request; on its link's thread.
    void roomy();

    /// @return bytes of a body that may be on their way
    int window();
}
