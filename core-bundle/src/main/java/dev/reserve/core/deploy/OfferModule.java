package dev.reserve.core.deploy;

import dev.reserve.core.hosting.Offer;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;

/// A module that is but an app: there is nothing to start, and so nothing to remove.
record OfferModule(Offer offer) implements Module {

    /// It has none; two of one app are not compared.
    @Override
    public Version version() {
        return Version.emptyVersion;
    }

    @Override
    public List<Offer> offers() {
        return List.of(offer);
    }

    /// Its classes are those of who made it, and stay.
    @Override
    public Optional<ClassLoader> loader() {
        return Optional.empty();
    }

    @Override
    public void uninstall() {}
}
