package dev.reserve.core.hosting;

/// Where kinds of apps and of artifacts are added. May be called from any thread; what it asks for happens on the deploy thread.
public interface Host {

    /// Has apps of another kind served. To be called before the framework has started all bundles.
    void add(Hosting<?> hosting);

    /// Has artifacts of another kind deployed, for as long as the server runs. To be called before the framework has started all bundles, so that the
    /// first look at the deploy folder knows them.
    void add(ArtifactKind kind);

    /// Has configuration of another kind read. To be called before the framework has started all bundles.
    void configure(ConfigurationKind<?> kind);

    /// Tells that a hosting wants something else than before.
    void changed();
}
