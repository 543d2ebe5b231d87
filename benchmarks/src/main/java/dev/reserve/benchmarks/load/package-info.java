/// Clients, and the eye that sees what they lose.
@NullMarked
package dev.reserve.benchmarks.load;

import org.jspecify.annotations.NullMarked;
