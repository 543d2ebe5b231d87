package dev.reserve.core.admin;

import java.io.IOException;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/// The running server, for those who operate it: an OSGi service. May be called from any thread.
@ProviderType
public interface Admin {

    /// The state of everything at this moment. The parts fit together; the counters go on while they are read.
    Status status();

    /// Goes back to the version before the current one of an app, or ends its canary. What was rolled back is not tried again before
    /// its content changes.
    ///
    /// @return false if there is nothing to go back to: no version is on probation or a canary
    boolean rollBack(String app);

    /// Makes the canary of an app its current version.
    ///
    /// @return false if the app has no canary
    boolean promote(String app);

    /// Gives new versions of an app a share of its connections instead of all, until they are promoted; from now on, and for a canary that
    /// there is. A version on probation becomes a canary.
    ///
    /// @param percent from 1 to 99, or 0: new versions become current at once again
    /// @throws IllegalArgumentException if it is out of range
    void canary(String app, int percent);

    /// Versions that have ended, and whose class loaders do not go away.
    List<Status.Leak> leaks();

    /// Finds out what keeps a leak in memory, by way of a heap dump: all threads stand still for as long as that takes.
    ///
    /// @param id of the leak
    /// @return a shortest way from what keeps objects alive to the class loader, one step each; empty if it has gone
    /// @throws IOException if the heap cannot be written to the server's directory for temporary files
    List<String> explainLeak(int id) throws IOException;

    /// Stops giving connections to an app: all its versions drain, and connections wait in the backlog.
    ///
    /// @param on false to have it serve again
    void drain(String app, boolean on);

    /// The open connections, in no order. Those of apps that keep them beyond their handler are among them.
    ///
    /// @param stacks whether to tell what their threads are doing
    List<Status.Connection> connections(boolean stacks);

    /// What the versions that live have done so far.
    List<Status.Load> loads();

    /// What has changed, the oldest first, as far as it is remembered.
    List<Status.Change> journal();
}
