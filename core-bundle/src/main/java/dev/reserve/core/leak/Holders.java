package dev.reserve.core.leak;

import java.util.List;

/// A place to look for what holds a class loader.
@FunctionalInterface
public interface Holders {

    /// What of this place holds `loader`, each in words that an app author understands. Must not keep the loader, nor anything of it.
    List<String> of(ClassLoader loader);
}
