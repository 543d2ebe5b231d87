/// Tests of the engine.
@NullMarked
package dev.reserve.http.engine;

import org.jspecify.annotations.NullMarked;
