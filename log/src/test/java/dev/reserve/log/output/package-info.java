@NullMarked
package dev.reserve.log.output;

import org.jspecify.annotations.NullMarked;
