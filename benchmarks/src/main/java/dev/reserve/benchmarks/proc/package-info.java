/// What Linux says of processes, in `/proc`.
@NullMarked
package dev.reserve.benchmarks.proc;

import org.jspecify.annotations.NullMarked;
