package dev.reserve.core.admin;

import org.osgi.annotation.versioning.ProviderType;

/// The running server, for those who operate it: an OSGi service. May be called from any thread.
@ProviderType
public interface Admin {

    /// The state of everything at this moment. The parts fit together; the counters go on while they are read.
    Status status();
}
