@NullMarked
package dev.reserve.log;

import org.jspecify.annotations.NullMarked;
