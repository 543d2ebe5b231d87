/// The sub-app `fastcgi`: brings requests to a FastCGI program, such as php-fpm.
@NullMarked
package dev.reserve.gateway.fastcgi.client;

import org.jspecify.annotations.NullMarked;
