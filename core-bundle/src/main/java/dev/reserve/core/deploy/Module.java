package dev.reserve.core.deploy;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.Offer;
import java.util.List;
import java.util.Optional;

import org.osgi.framework.Version;

/// The content of one artifact, installed and started beside whatever else there is. Of a jar in an OSGi framework: a bundle.
public interface Module {

    Version version();

    /// The apps that it offers now; changes are told to [Deployer#changed]. Does not wait.
    List<Offer> offers();

    /// Why there are none, for who expects one.
    default String whyNoOffers() {
        return "it registers no service " + ReserveApp.class.getName() + " with the property " + ReserveApp.NAME;
    }

    /// What to do about something that its code has thrown, if the module knows better than what was thrown.
    default Optional<String> remedy(Throwable thrown) {
        return Optional.empty();
    }

    /// Asks what the module itself has to say of its health: what is wrong, or empty if all is well. Waits for code of the module.
    default Optional<String> ailment() {
        return Optional.empty();
    }

    /// Its own class loader, if it has one, which is to become unreachable once it is uninstalled.
    Optional<ClassLoader> loader();

    /// Stops and removes it. May wait for code of the module; called at most once.
    void uninstall();
}
