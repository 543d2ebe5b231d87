/// How much a client may send, how long it may take, and what it is told if it goes beyond.
@NullMarked
package dev.reserve.http.limits;

import org.jspecify.annotations.NullMarked;
