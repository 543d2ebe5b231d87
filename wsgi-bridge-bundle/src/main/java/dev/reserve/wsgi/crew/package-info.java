/// The workers of a version: started, given requests, replaced and ended.
@NullMarked
package dev.reserve.wsgi.crew;

import org.jspecify.annotations.NullMarked;
