/// What the bundles of Reserve itself use to look at a running server. Exported with a mandatory attribute, so that no app comes to depend on it.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.admin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
