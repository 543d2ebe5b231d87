/// What the connections of all gateway protocols have in common.
@NullMarked
package dev.reserve.gateway.connection;

import org.jspecify.annotations.NullMarked;
