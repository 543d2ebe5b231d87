@NullMarked
package dev.reserve.log.osgi;

import org.jspecify.annotations.NullMarked;
