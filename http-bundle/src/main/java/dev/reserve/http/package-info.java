/// What the author of a sub-app of `http` compiles against, together with Jetty's own packages.
///
/// A sub-app is an OSGi service of type [dev.reserve.http.HttpApp] with the service property `reserve.app`. Reserve launches it with
/// [dev.reserve.http.HttpApp#launch], and from then on gives requests to the handler that it made.
///
/// @see dev.reserve.http.HttpApp
@Version("1.0.0")
@NullMarked
package dev.reserve.http;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
