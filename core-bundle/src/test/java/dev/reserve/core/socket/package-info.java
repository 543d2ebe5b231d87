@NullMarked
package dev.reserve.core.socket;

import org.jspecify.annotations.NullMarked;
