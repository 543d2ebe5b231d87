/// Tests of the sub-app `wsgi`.
@NullMarked
package dev.reserve.wsgi;

import org.jspecify.annotations.NullMarked;
