@NullMarked
package dev.reserve.benchmarks;

import org.jspecify.annotations.NullMarked;
