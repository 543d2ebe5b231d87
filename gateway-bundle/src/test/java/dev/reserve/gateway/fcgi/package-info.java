@NullMarked
package dev.reserve.gateway.fcgi;

import org.jspecify.annotations.NullMarked;
