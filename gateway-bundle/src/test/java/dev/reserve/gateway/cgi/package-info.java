@NullMarked
package dev.reserve.gateway.cgi;

import org.jspecify.annotations.NullMarked;
