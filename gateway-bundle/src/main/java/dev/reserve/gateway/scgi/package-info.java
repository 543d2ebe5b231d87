/// SCGI, <https://python.ca/scgi/protocol.txt>.
@NullMarked
package dev.reserve.gateway.scgi;

import org.jspecify.annotations.NullMarked;
