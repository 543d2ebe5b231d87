/// The apps that serve behind a web server which speaks a gateway protocol.
@NullMarked
package dev.reserve.gateway;

import org.jspecify.annotations.NullMarked;
