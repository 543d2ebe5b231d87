/// What the tests of the distribution are built from: server processes, jars compiled on the spot, clients.
@NullMarked
package dev.reserve.it.harness;

import org.jspecify.annotations.NullMarked;
