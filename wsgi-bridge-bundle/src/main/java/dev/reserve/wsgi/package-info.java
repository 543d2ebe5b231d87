/// The sub-app `wsgi` of `http`: Python web applications (PEP 3333), on CPython workers.
@NullMarked
package dev.reserve.wsgi;

import org.jspecify.annotations.NullMarked;
