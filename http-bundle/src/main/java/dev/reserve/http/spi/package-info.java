/// What the other bundles of Reserve itself may use of `http` besides the contract for sub-apps.
@NullMarked
package dev.reserve.http.spi;

import org.jspecify.annotations.NullMarked;
