@NullMarked
package dev.reserve.core.configuration;

import org.jspecify.annotations.NullMarked;
