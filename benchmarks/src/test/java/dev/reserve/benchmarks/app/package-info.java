/// Tests.
@NullMarked
package dev.reserve.benchmarks.app;

import org.jspecify.annotations.NullMarked;
