@NullMarked
package dev.reserve.gateway.fastcgi;

import org.jspecify.annotations.NullMarked;
