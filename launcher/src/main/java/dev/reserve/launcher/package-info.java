/// The three commands: `sdlaunch` opens sockets and hands them to a command, `reserve` is the server, `reservectl` talks to it.
@NullMarked
package dev.reserve.launcher;

import org.jspecify.annotations.NullMarked;
