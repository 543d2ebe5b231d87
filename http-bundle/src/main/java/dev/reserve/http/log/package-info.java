/// The access log: one line for each request.
@NullMarked
package dev.reserve.http.log;

import org.jspecify.annotations.NullMarked;
