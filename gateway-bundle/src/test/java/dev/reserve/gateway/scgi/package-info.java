@NullMarked
package dev.reserve.gateway.scgi;

import org.jspecify.annotations.NullMarked;
