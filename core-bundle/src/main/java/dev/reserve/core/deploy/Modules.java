package dev.reserve.core.deploy;

import java.nio.file.Path;
import java.util.Optional;

/// Where modules are installed.
public interface Modules {

    /// Installs and starts a jar. Waits for the module's own start; an interrupt asks to give up.
    ///
    /// @param name unique among all that were ever installed
    /// @throws RejectedException if it cannot be installed, resolved or started; nothing of it remains
    Module install(String name, Path jar) throws RejectedException;

    /// Installs and starts a jar that is no bundle, and registers its apps. Waits for their classes to be made; an interrupt asks to give up.
    ///
    /// @param name unique among all that were ever installed
    /// @throws RejectedException if it cannot be; nothing of it remains
    default Module install(String name, Path jar, PlainJar plain) throws RejectedException {
        throw new RejectedException("not a bundle; expected one: nobody here has a use for other jars");
    }

    /// The module of the server itself that offers an app of a type, if there is one. It stays for as long as the server runs.
    Optional<BuiltIn> builtIn(String type, String app);

    /// A module of the server itself.
    record BuiltIn(Module module, Path jar) {}
}
