/// Certificates and keys from PEM files, followed while they change.
@NullMarked
package dev.reserve.http.tls;

import org.jspecify.annotations.NullMarked;
