package dev.reserve.wsgi.link;

import org.jspecify.annotations.Nullable;

/// What a link tells of its worker, on the link's thread. Nothing in here waits.
public interface Events {

    /// The app is there.
    void ready(String app);

    /// There is no app.
    void failed(String reason);

    /// The worker's app has written a line.
    ///
    /// @param error whether to the standard error output
    /// @param request the id of the request that it belongs to, if it has one
    void log(boolean error, String line, @Nullable String request);

    /// The zygote has forked a worker.
    void forked(int worker, long pid);

    /// A worker that the zygote has forked has ended.
    ///
    /// @param status negative for a signal
    void exited(int worker, long pid, int status);

    /// A request has taken too long: the worker is to be killed.
    void overdue(String request);

    /// The link has ended; nothing more is told.
    ///
    /// @param reason null if the worker has just closed it
    void closed(@Nullable Throwable reason);
}
