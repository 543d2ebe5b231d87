@NullMarked
package dev.reserve.gateway.fastcgi.client;

import org.jspecify.annotations.NullMarked;
