@NullMarked
package dev.reserve.site;

import org.jspecify.annotations.NullMarked;
