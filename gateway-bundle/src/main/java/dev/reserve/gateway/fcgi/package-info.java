/// The app `fcgi`: requests of web servers in FastCGI, several at a time on a connection.
@NullMarked
package dev.reserve.gateway.fcgi;

import org.jspecify.annotations.NullMarked;
