/// What may stand in a configuration file: tables of settings, from which files are read, and from which Metatype and the documentation come.
@Version("0.1.0")
@NullMarked
package dev.reserve.core.configuration;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
