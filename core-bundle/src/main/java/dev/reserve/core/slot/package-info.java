/// The versions of one thing that serves, and how one takes over from another. Knows neither connections nor requests.
@NullMarked
package dev.reserve.core.slot;

import org.jspecify.annotations.NullMarked;
