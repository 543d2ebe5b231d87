/// What serves with apps of a kind of its own: listeners do with [dev.reserve.app.ReserveApp]s, `http` with its sub-apps. The deployer launches the
/// apps of all kinds, and swaps, watches and drains them in the same way. Exported with a mandatory attribute, for the bundles of Reserve itself.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.hosting;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
