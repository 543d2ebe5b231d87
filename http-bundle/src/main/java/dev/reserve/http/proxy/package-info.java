/// Who a request comes from and what for, when proxies stand between: what they say of it in header fields, if they are trusted.
@NullMarked
package dev.reserve.http.proxy;

import org.jspecify.annotations.NullMarked;
