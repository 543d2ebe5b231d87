@NullMarked
package dev.reserve.http.log;

import org.jspecify.annotations.NullMarked;
