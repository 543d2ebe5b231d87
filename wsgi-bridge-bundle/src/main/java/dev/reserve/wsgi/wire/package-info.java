/// The bytes between the bridge and a worker: frames, and what is in them.
@NullMarked
package dev.reserve.wsgi.wire;

import org.jspecify.annotations.NullMarked;
