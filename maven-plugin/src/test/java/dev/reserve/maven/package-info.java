@NullMarked
package dev.reserve.maven;

import org.jspecify.annotations.NullMarked;
