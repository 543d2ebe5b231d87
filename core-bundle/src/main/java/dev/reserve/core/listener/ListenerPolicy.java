package dev.reserve.core.listener;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.core.proxy.Networks;
import java.time.Duration;
import java.util.List;
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

    private static final Setting<Integer> MAX_CONNECTIONS = Setting.of("max.connections", Form.number(0, Form.MANY, "connections"), 0,
            "how many may be open; what comes beyond waits in the backlog; 0: no limit");
    private static final Setting<Integer> ACCEPT_RATE = Setting.of("accept.rate", Form.number(0, Form.MANY, "connections a second"), 0,
            "how many are accepted in a second; 0: no limit");
    private static final Setting<Duration> PARK_TIMEOUT = Setting.of("park.timeout.seconds", Form.seconds(), Duration.ofSeconds(60),
            "how long a connection may wait for an app before it is accepted and closed");
    private static final Setting<Boolean> PROXY = Setting.of("proxy.protocol", Form.onOff(), false,
            "`on`: every connection begins with a PROXY protocol header, version 1 or 2, and the app sees the client that it names");
    private static final Setting<Networks> PROXY_TRUSTED = Setting.written("proxy.trusted", Networks.FORM,
            "127.0.0.0/8, ::1, unix", "from where such connections may come; others are closed");
    private static final Setting<Duration> PROXY_TIMEOUT = Setting.of("proxy.timeout.seconds", Form.seconds(), Duration.ofSeconds(5),
            "how long the header may take");

    public static final SettingTable TABLE = new SettingTable("reserve.listener", true, "Listeners",
            "How the listener NAME takes connections in.",
            List.of(MAX_CONNECTIONS, ACCEPT_RATE, PARK_TIMEOUT, PROXY, PROXY_TRUSTED, PROXY_TIMEOUT));

    /// What holds without a file.
    public static final ListenerPolicy DEFAULT = of(new Keys(TABLE, Map.of()));

    public static ListenerPolicy of(Keys keys) {
        return new ListenerPolicy(Limit.orNone(keys.get(MAX_CONNECTIONS)), Limit.orNone(keys.get(ACCEPT_RATE)), keys.get(PARK_TIMEOUT),
                keys.get(PROXY), keys.get(PROXY_TRUSTED), keys.get(PROXY_TIMEOUT));
    }
}
