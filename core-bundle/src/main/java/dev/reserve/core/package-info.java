/// The front door of the engine for a Java program that embeds it.
@NullMarked
package dev.reserve.core;

import org.jspecify.annotations.NullMarked;
