@NullMarked
package dev.reserve.core.journal;

import org.jspecify.annotations.NullMarked;
