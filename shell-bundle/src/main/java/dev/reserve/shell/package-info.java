/// What an operator types: the Gogo commands of the scope `reserve`, and the socket through which `reservectl` runs them.
@NullMarked
package dev.reserve.shell;

import org.jspecify.annotations.NullMarked;
