@NullMarked
package dev.reserve.core.osgi;

import org.jspecify.annotations.NullMarked;
