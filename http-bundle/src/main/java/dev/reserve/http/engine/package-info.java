/// The app `http`: connections that the core has accepted, brought into Jetty, and each request to the version of the sub-app that is current.
@NullMarked
package dev.reserve.http.engine;

import org.jspecify.annotations.NullMarked;
