/// Tests of the workers' supervision.
@NullMarked
package dev.reserve.wsgi.crew;

import org.jspecify.annotations.NullMarked;
