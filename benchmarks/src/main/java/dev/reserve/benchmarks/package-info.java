/// The programs: what is lost while applications are replaced under load.
@NullMarked
package dev.reserve.benchmarks;

import org.jspecify.annotations.NullMarked;
