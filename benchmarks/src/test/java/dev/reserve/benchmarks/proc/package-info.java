/// Tests.
@NullMarked
package dev.reserve.benchmarks.proc;

import org.jspecify.annotations.NullMarked;
