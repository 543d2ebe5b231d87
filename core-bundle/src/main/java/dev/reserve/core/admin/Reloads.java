package dev.reserve.core.admin;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/// Somebody who runs apps in processes of their own, and can replace those one by one without a new version: an OSGi service. May be called from any thread.
@ConsumerType
public interface Reloads {

    /// Has the processes of an app replaced, each by a new one that reads the app anew. A process that is replaced finishes the requests that it has. Waits until all are
    /// replaced.
    ///
    /// @param app the name of the app, as it was launched by, or a name that is given to it there
    /// @return how many processes were replaced; 0 if there is none of the app here
    /// @throws IOException when a new process does not come to serve, with the reason: the others are left as they are
    int reload(String app) throws IOException, InterruptedException;
}
