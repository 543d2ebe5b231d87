@NullMarked
package dev.reserve.gateway.single;

import org.jspecify.annotations.NullMarked;
