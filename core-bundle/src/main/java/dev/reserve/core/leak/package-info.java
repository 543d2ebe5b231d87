/// Whether the class loader of a retired version goes away, and what holds it if not.
@NullMarked
package dev.reserve.core.leak;

import org.jspecify.annotations.NullMarked;
