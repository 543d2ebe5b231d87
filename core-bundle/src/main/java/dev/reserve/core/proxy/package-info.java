/// The PROXY protocol, versions 1 and 2 (HAProxy's `proxy-protocol.txt`), and the networks that may speak it.
///
/// Plain Java, usable without OSGi. Exported with a mandatory attribute, for the bundles of Reserve itself.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.proxy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
