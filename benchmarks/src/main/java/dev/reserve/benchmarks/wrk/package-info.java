/// The load generator `wrk`, and what it reports.
@NullMarked
package dev.reserve.benchmarks.wrk;

import org.jspecify.annotations.NullMarked;
