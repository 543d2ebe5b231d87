/// FastCGI on the wire, for both sides of a connection: records and name-value pairs, as the
/// [FastCGI Specification 1.0](https://fastcgi-archives.github.io/FastCGI_Specification.html) has them. Nothing in here reads or writes by itself.
@NullMarked
package dev.reserve.gateway.fastcgi;

import org.jspecify.annotations.NullMarked;
