@NullMarked
package dev.reserve.core.leak;

import org.jspecify.annotations.NullMarked;
