package dev.reserve.http.spi;

import dev.reserve.app.ConnectionHandler;
import java.util.List;

/// Serves what `http` serves, by the same code, in another protocol. An OSGi service.
public interface Gateways {

    /// Launches an instance: `GATEWAY [SUBAPP [ARG…]]` serves the sub-app, and `GATEWAY` all mounts.
    ///
    /// @param args of the instance, without the gateway's own name
    /// @throws IllegalArgumentException which argument is wrong, what was found and what was expected; or why the sub-app cannot be launched
    ConnectionHandler launch(Gateway gateway, List<String> args) throws Exception;
}
