/// Requests as web servers tell them to gateways, in variables (RFC 3875), and the heads of responses. The same for all protocols.
@NullMarked
package dev.reserve.gateway.cgi;

import org.jspecify.annotations.NullMarked;
