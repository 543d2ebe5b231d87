/// Which threads go first.
@NullMarked
package dev.reserve.core.scheduling;

import org.jspecify.annotations.NullMarked;
