/// The programs: what is lost while applications are replaced under load, and what requests cost beside other servers.
@NullMarked
package dev.reserve.benchmarks;

import org.jspecify.annotations.NullMarked;
