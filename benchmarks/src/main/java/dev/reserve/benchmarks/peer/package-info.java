/// The main classes of the web servers that are measured beside Reserve, each as small as its own documentation has it.
///
/// What they are configured with beyond that is what a measurement needs: the same backlog for all, connections that may stay idle for minutes, and no
/// limit to the requests of a connection.
@NullMarked
package dev.reserve.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
