/// Makes a site for browsers of the Markdown in `docs/`, and checks its links.
@NullMarked
package dev.reserve.site;

import org.jspecify.annotations.NullMarked;
