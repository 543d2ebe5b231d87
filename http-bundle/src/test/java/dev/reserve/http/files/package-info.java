@NullMarked
package dev.reserve.http.files;

import org.jspecify.annotations.NullMarked;
