/// Tests.
@NullMarked
package dev.reserve.benchmarks.report;

import org.jspecify.annotations.NullMarked;
