/// Requests on their way to a worker, and responses on their way back.
@NullMarked
package dev.reserve.wsgi.link;

import org.jspecify.annotations.NullMarked;
