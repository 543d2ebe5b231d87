/// What becomes of records of `java.util.logging`, which is where all other ways of logging end as well.
@NullMarked
package dev.reserve.log.output;

import org.jspecify.annotations.NullMarked;
