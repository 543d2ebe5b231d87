/// The servers under load, each in a process of its own, and how an application is replaced in each.
@NullMarked
package dev.reserve.benchmarks.host;

import org.jspecify.annotations.NullMarked;
