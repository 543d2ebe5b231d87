@NullMarked
package dev.reserve.core.slot;

import org.jspecify.annotations.NullMarked;
