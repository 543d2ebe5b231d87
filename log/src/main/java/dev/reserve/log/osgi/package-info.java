/// The OSGi Log Service, over the log of the process: what bundles log by it goes where all else goes, and what all log can be read by it. It keeps nothing of a bundle
/// in memory, which is why it is not one of the implementations that there are.
@NullMarked
package dev.reserve.log.osgi;

import org.jspecify.annotations.NullMarked;
