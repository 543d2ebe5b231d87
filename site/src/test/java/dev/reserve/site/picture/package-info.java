@NullMarked
package dev.reserve.site.picture;

import org.jspecify.annotations.NullMarked;
