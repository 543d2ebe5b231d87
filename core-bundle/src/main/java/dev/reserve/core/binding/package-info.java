/// Which app serves a listener, with which arguments.
@NullMarked
package dev.reserve.core.binding;

import org.jspecify.annotations.NullMarked;
