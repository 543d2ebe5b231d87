/// A server of the distribution, in a process of its own. Not for authors of apps: it changes without notice.
@NullMarked
package dev.reserve.testkit.process;

import org.jspecify.annotations.NullMarked;
