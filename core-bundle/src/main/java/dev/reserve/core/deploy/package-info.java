/// The way of an artifact: admitted to the store, installed, launched, current, retired. One thread writes all of its state.
@NullMarked
package dev.reserve.core.deploy;

import org.jspecify.annotations.NullMarked;
