@NullMarked
package dev.reserve.gateway.uwsgi;

import org.jspecify.annotations.NullMarked;
