/// Listening sockets: the `LISTEN_*` protocol of socket activation, what a file descriptor is, adopting it, addresses, binding, and handing
/// sockets over to another command.
///
/// Plain Java on Linux, usable without OSGi. Two options of the JVM belong to it:
/// `--enable-native-access=ALL-UNNAMED` (the calls to the C library) and `--add-opens=java.base/sun.nio.ch=ALL-UNNAMED` (adopting).
@Version("0.1.0")
@NullMarked
package dev.reserve.core.socket;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
