/// Tests.
@NullMarked
package dev.reserve.benchmarks.wrk;

import org.jspecify.annotations.NullMarked;
