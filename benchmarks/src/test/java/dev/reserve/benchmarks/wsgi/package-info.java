@NullMarked
package dev.reserve.benchmarks.wsgi;

import org.jspecify.annotations.NullMarked;
