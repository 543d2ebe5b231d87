@NullMarked
package dev.reserve.core.proxy;

import org.jspecify.annotations.NullMarked;
