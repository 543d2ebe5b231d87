/// Servers of WSGI applications side by side: how each of them is started, and what it is asked for.
@NullMarked
package dev.reserve.benchmarks.wsgi;

import org.jspecify.annotations.NullMarked;
