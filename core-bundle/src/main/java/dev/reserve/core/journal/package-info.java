/// The journal: what has changed in a server's life, on disk, so that the next start knows what was good.
@NullMarked
package dev.reserve.core.journal;

import org.jspecify.annotations.NullMarked;
