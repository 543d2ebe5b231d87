/// Web servers side by side: how each of them is started, and what it is asked for.
@NullMarked
package dev.reserve.benchmarks.web;

import org.jspecify.annotations.NullMarked;
