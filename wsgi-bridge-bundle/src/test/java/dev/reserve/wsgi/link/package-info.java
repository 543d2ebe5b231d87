/// Tests of the connections to workers.
@NullMarked
package dev.reserve.wsgi.link;

import org.jspecify.annotations.NullMarked;
