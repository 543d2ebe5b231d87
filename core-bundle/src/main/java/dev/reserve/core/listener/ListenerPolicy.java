package dev.reserve.core.listener;

import dev.reserve.core.binding.Keys;
import dev.reserve.core.proxy.Networks;
import java.time.Duration;
import java.util.Map;

/// How a listener takes connections in: from `reserve.listener-NAME.cfg`.
///
/// @param maxConnections how many may be open; beyond it the listener does not accept
/// @param acceptRate how many are accepted in a second; beyond it the listener does not accept
/// @param parkTimeout how long a connection may wait while there is no version to serve it, before it is accepted and closed
/// @param proxy whether every connection begins with a PROXY protocol header
/// @param proxyTrusted from where it may come: connections from elsewhere are closed
/// @param proxyTimeout how long the header may take
public record ListenerPolicy(int maxConnections, int acceptRate, Duration parkTimeout, boolean proxy, Networks proxyTrusted,
        Duration proxyTimeout) {

    public static final ListenerPolicy DEFAULT = of(Map.of());

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static ListenerPolicy of(Map<String, ?> properties) {
        Keys keys = new Keys(properties);
        ListenerPolicy policy = new ListenerPolicy(Limit.orNone(keys.number("max.connections", 0, 0, 999_999_999)),
                Limit.orNone(keys.number("accept.rate", 0, 0, 999_999_999)),
                keys.seconds("park.timeout.seconds", Duration.ofSeconds(60)),
                keys.choice("proxy.protocol", "off", "on", "off").equals("on"),
                Networks.parse("proxy.trusted", keys.text("proxy.trusted").orElse("127.0.0.0/8, ::1, unix")),
                keys.seconds("proxy.timeout.seconds", Duration.ofSeconds(5)));
        keys.finish();
        return policy;
    }
}
