/// The PROXY protocol, versions 1 and 2 (HAProxy's `proxy-protocol.txt`), and the networks that may speak it.
///
/// Plain Java, usable without OSGi.
@NullMarked
package dev.reserve.core.proxy;

import org.jspecify.annotations.NullMarked;
