/// Tests.
@NullMarked
package dev.reserve.benchmarks.host;

import org.jspecify.annotations.NullMarked;
