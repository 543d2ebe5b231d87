/// Which app serves a listener, with which arguments.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.binding;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
