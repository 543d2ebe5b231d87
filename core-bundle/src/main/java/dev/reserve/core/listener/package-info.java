/// Listening sockets, the acceptors that own them, and the connections that they gave to a version.
@NullMarked
package dev.reserve.core.listener;

import org.jspecify.annotations.NullMarked;
