/// The application that all servers run, packed for each of them.
@NullMarked
package dev.reserve.benchmarks.app;

import org.jspecify.annotations.NullMarked;
