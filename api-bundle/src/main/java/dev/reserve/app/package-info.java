/// What the author of an app compiles against, and all of it.
///
/// An app is an OSGi service of type [dev.reserve.app.ReserveApp] with the service property `reserve.app`. Reserve launches it with
/// [dev.reserve.app.ReserveApp#launch], and from then on gives it connections through [dev.reserve.app.ConnectionHandler#handle].
///
/// @see dev.reserve.app.ReserveApp
@Version("1.0.0")
@NullMarked
package dev.reserve.app;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
