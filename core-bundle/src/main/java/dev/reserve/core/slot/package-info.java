/// The versions of one thing that serves, and how one takes over from another. Knows neither connections nor requests.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.slot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
