/// What is at `/` of a server that has nothing mounted there.
@NullMarked
package dev.reserve.http.welcome;

import org.jspecify.annotations.NullMarked;
