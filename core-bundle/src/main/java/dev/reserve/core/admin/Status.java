package dev.reserve.core.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The state of a server, as `status` shows it. The names of the components are those of its JSON form.
///
/// @param server the server as a whole
/// @param listeners in the order in which they were inherited or given
/// @param apps those with a version, or had one of late; by name
/// @param artifacts the files in the deploy folder; by name
/// @param bindings those from configuration; by name
/// @param mounts the places where sub-apps serve; by host and path
/// @param configuration the configuration files; by name
/// @param history the last changes of state, the newest first
public record Status(Server server, List<Listener> listeners, List<App> apps, List<Artifact> artifacts, List<Binding> bindings,
        List<Mount> mounts, List<Configuration> configuration, List<Transition> history) {

    /// @param version of Reserve
    /// @param state `starting`, `serving` or `stopping`
    public record Server(String version, long pid, String state, double uptimeSeconds) {}

    /// @param app the app that it is bound to, or null
    /// @param version the id of the version that gets its next connection, or null while its connections wait in the backlog
    /// @param accepted connections since the start
    /// @param open connections that have not ended
    /// @param waiting connections in the backlog, or null if the kernel does not tell
    /// @param waitingSince since when there has been no version to serve, or null if there is one
    /// @param expired connections that were closed because they had waited too long for a version
    /// @param refused connections that were closed because they did not begin with a good PROXY header
    /// @param reason why there is no version, or another one than configured; null if all is as it should be
    public record Listener(String name, String address, @Nullable String app, List<String> args, @Nullable String version, long accepted,
            long open, @Nullable Integer waiting, @Nullable Instant waitingSince, long expired, long refused, @Nullable String reason) {}

    /// @param versions those that live, then some that have ended; the newest first
    public record App(String name, List<Version> versions) {}

    /// @param artifact the file name of the artifact it came from
    /// @param state `launched`, `current`, `draining`, `retired`, `rejected` or `rolled back`
    /// @param since when it came to this state
    /// @param failed connections that ended by an exception
    /// @param cut connections that were ended by force at the drain timeout
    /// @param reason why it was rejected, or how it ended
    public record Version(String id, String artifact, String bundleVersion, List<String> args, String state, Instant since, long accepted,
            long open,
            long failed, long cut, @Nullable String reason) {}

    /// @param state `admitting`, `launching`, `current`, `waiting`, `standby`, `installed` or `rejected`
    /// @param sha256 of its content, or null if that could not be read
    /// @param apps the names of the apps that it offers
    /// @param reason why it is rejected, or does not serve
    /// @param notice what is to be known of it otherwise, such as that it is no bundle; or null
    public record Artifact(String file, String state, @Nullable String sha256, @Nullable String bundleVersion, List<String> apps,
            @Nullable String reason, @Nullable String notice) {

        /// One of which there is nothing else to be known.
        public Artifact(String file, String state, @Nullable String sha256, @Nullable String bundleVersion, List<String> apps,
                @Nullable String reason) {
            this(file, state, sha256, bundleVersion, apps, reason, null);
        }
    }

    /// Where a sub-app serves.
    ///
    /// @param name of the configuration, or null if there is none
    /// @param host the virtual host, or null if it is for all
    /// @param path for all requests at and below it, or null if the configuration is wrong
    /// @param app the sub-app, or null if the configuration is wrong
    /// @param version the id of the version that gets its next request, or null if there is none
    /// @param reason why there is none, or why the configuration is wrong; null if all is as it should be
    public record Mount(@Nullable String name, @Nullable String host, @Nullable String path, @Nullable String app, List<String> args,
            @Nullable String version, @Nullable String reason) {}

    /// A configuration file.
    ///
    /// @param state `active`, `invalid` (an earlier one of that name that was good goes on to hold) or `unknown` (there is no such kind of file)
    /// @param reason what is wrong, with the line and the key; or null
    public record Configuration(String file, String state, @Nullable String reason) {}

    /// A change of state.
    ///
    /// @param kind `version` or `artifact`
    /// @param name the id of the version, or the file of the artifact
    /// @param app of a version, or null
    public record Transition(Instant at, String kind, String name, @Nullable String app, String from, String to, @Nullable String reason) {}

    /// @param what the artifact's content
    /// @param retired when it was uninstalled
    /// @param holders what keeps it in memory, as far as is known
    public record Leak(int id, String what, Instant retired, List<String> holders) {}

    /// @param state `active` or `invalid`
    public record Binding(String name, @Nullable String listener, @Nullable String app, List<String> args, String state,
            @Nullable String reason) {}

    /// @param peer the address of the client
    /// @param version the id of the version that it entered
    /// @param state `handled` by a thread of its own, or `kept` by the app
    /// @param received bytes that came from the client, or null if the kernel does not tell
    /// @param sent bytes that the client has acknowledged, or null if the kernel does not tell
    /// @param stack what its thread is doing, the innermost call first; empty if it was not asked for, or there is no thread
    public record Connection(String peer, String listener, String app, String version, double ageSeconds, String state,
            @Nullable Long received,
            @Nullable Long sent, List<String> stack) {}

    /// What a version that lives has done so far.
    ///
    /// @param unit what it serves: `connections` or `requests`
    /// @param cpuSeconds what its own platform threads have used, or null if it has none: that of virtual threads is not known
    public record Load(String app, String version, String unit, long accepted, long open, @Nullable Double cpuSeconds) {}

    /// An entry of the journal.
    ///
    /// @param kind `accepted`, `rejected`, `removed`, `current`, `rolled-back`, `retired`, `bound`, `unbound` or `taken`
    /// @param fields which there are depends on the kind
    public record Change(long sequence, Instant at, String kind, Map<String, String> fields) {}
}
