/// What is logged, as those see it who look at the log of a running server. The framework exports it with a mandatory attribute, so that no app comes to
/// depend on it.
@Version("0.1.0")
@NullMarked
package dev.reserve.log;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
