/// The shell over SSH: an SSH server whose sessions are clients of the admin socket.
@NullMarked
package dev.reserve.ssh;

import org.jspecify.annotations.NullMarked;
