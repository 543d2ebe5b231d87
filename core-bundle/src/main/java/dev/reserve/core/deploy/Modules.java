package dev.reserve.core.deploy;

import java.nio.file.Path;

/// Where modules are installed.
public interface Modules {

    /// Installs and starts a jar. Waits for the module's own start; an interrupt asks to give up.
    ///
    /// @param name unique among all that were ever installed
    /// @throws RejectedException if it cannot be installed, resolved or started; nothing of it remains
    Module install(String name, Path jar) throws RejectedException;
}
