@NullMarked
package dev.reserve.http.proxy;

import org.jspecify.annotations.NullMarked;
