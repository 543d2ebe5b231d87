/// The goals `reserve:run` and `reserve:deploy`.
@NullMarked
package dev.reserve.maven;

import org.jspecify.annotations.NullMarked;
