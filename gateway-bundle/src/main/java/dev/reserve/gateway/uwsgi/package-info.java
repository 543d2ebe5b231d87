/// The protocol of uWSGI, with the modifier 0, <https://uwsgi-docs.readthedocs.io/en/latest/Protocol.html>.
@NullMarked
package dev.reserve.gateway.uwsgi;

import org.jspecify.annotations.NullMarked;
