/// Draws pictures, as SVG, of what is told of them in a few lines of text.
@NullMarked
package dev.reserve.site.picture;

import org.jspecify.annotations.NullMarked;
