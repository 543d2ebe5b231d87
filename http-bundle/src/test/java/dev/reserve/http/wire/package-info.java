/// HTTP/1 as bytes, for tests: an independent strict parser, and the files that requests are kept in.
@NullMarked
package dev.reserve.http.wire;

import org.jspecify.annotations.NullMarked;
