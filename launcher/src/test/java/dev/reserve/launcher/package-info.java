@NullMarked
package dev.reserve.launcher;

import org.jspecify.annotations.NullMarked;
