/// Tests of what is on a link.
@NullMarked
package dev.reserve.wsgi.wire;

import org.jspecify.annotations.NullMarked;
