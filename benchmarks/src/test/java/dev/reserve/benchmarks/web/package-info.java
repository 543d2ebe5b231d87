/// Tests.
@NullMarked
package dev.reserve.benchmarks.web;

import org.jspecify.annotations.NullMarked;
