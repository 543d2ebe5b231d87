/// Tests of the built distribution from outside: real processes, real sockets.
@NullMarked
package dev.reserve.it;

import org.jspecify.annotations.NullMarked;
