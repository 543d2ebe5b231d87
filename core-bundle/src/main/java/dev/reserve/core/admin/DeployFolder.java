package dev.reserve.core.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// What an operator does in the deploy folder, done by the server: an OSGi service. Each file comes and goes in one step, so that nobody sees a part of it. What is in the
/// folder holds after a restart, too. May be called from any thread; none of the methods waits for what follows from the change.
@ProviderType
public interface DeployFolder {

    Path path();

    /// Copies a file or a folder into the deploy folder, in place of what has that name there. What was rejected before is tried again.
    ///
    /// @param name that it gets there
    /// @return the SHA-256 of the content, as the status of the artifact shows it
    /// @throws IOException what stands in the way, with the path
    /// @throws IllegalArgumentException if no artifact may have that name
    String put(Path source, String name) throws IOException;

    /// Deletes an artifact.
    ///
    /// @return false if there is none of that name
    /// @throws IOException what stands in the way, with the path
    /// @throws IllegalArgumentException if no artifact may have that name
    boolean remove(String name) throws IOException;

    /// Writes the file of a binding, in place of the one there is.
    ///
    /// @param drainTimeout for versions that serve the binding; otherwise the general one holds
    /// @throws IOException what stands in the way, with the path
    /// @throws IllegalArgumentException if a word cannot be in such a file
    Path bind(String name, String listener, String app, List<String> args, Optional<Duration> drainTimeout) throws IOException;

    /// Deletes the file of a binding.
    ///
    /// @return false if there is none
    /// @throws IOException what stands in the way, with the path
    boolean unbind(String name) throws IOException;
}
