/// Figures: quantiles, windows of time, tables.
@NullMarked
package dev.reserve.benchmarks.report;

import org.jspecify.annotations.NullMarked;
