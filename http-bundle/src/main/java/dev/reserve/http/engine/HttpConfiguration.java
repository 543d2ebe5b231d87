package dev.reserve.http.engine;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.configuration.SettingTable;
import dev.reserve.http.limits.HttpSettings;
import dev.reserve.http.log.LogSettings;
import dev.reserve.http.proxy.ProxySettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What holds for every `http` in the server: from the file `reserve.http.cfg`.
///
/// @param gzip whether answers are compressed for clients that accept it
/// @param requestIds whether requests without an id get one
/// @param welcome whether there is a page where nothing is mounted at `/`
public record HttpConfiguration(HttpSettings limits, boolean gzip, ProxySettings proxies, boolean requestIds, LogSettings log,
        boolean welcome) {

    private static final Setting<Boolean> GZIP = Setting.of("gzip", Form.onOff(), false,
            "whether answers of 1 KiB and more are compressed for clients that accept it");
    private static final Setting<Boolean> REQUEST_IDS = Setting.of("request.id", Form.onOff(), false,
            "whether every request has an id, in the logs and in the field `X-Request-Id` of its answer");
    private static final Setting<Boolean> WELCOME = Setting.of("welcome", Form.onOff(), true,
            "whether a page shows what is mounted, where nothing is mounted at `/`");

    public static final SettingTable TABLE = new SettingTable("reserve.http", false, "HTTP",
            "What holds for every `http` in the server. A limit that is 0 is none, except for `header.bytes` and `h2.streams`.",
            Stream.of(HttpSettings.SETTINGS, List.of(GZIP), ProxySettings.SETTINGS, List.of(REQUEST_IDS), LogSettings.SETTINGS,
                    List.of(WELCOME)).<Setting<?>>flatMap(List::stream).toList());

    /// What holds without a file.
    public static final HttpConfiguration DEFAULT = of(new Keys(TABLE, Map.of()));

    static HttpConfiguration of(Keys keys) {
        return new HttpConfiguration(HttpSettings.of(keys), keys.get(GZIP), ProxySettings.of(keys), keys.get(REQUEST_IDS),
                LogSettings.of(keys), keys.get(WELCOME));
    }
}
