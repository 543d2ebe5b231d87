/// Tests.
@NullMarked
package dev.reserve.benchmarks.load;

import org.jspecify.annotations.NullMarked;
