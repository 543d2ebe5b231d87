/// The test kit, tested with itself.
@NullMarked
package dev.reserve.testkit;

import org.jspecify.annotations.NullMarked;
