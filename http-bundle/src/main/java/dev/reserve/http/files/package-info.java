/// The sub-app `static`: files of one directory.
@NullMarked
package dev.reserve.http.files;

import org.jspecify.annotations.NullMarked;
