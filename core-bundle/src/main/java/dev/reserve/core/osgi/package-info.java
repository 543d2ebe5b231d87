/// The core inside an OSGi framework: bundles as modules, services as apps, Configuration Admin as the source of bindings.
@NullMarked
package dev.reserve.core.osgi;

import org.jspecify.annotations.NullMarked;
