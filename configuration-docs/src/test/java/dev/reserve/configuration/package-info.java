/// What is said of settings in other places follows from their tables.
@NullMarked
package dev.reserve.configuration;

import org.jspecify.annotations.NullMarked;
