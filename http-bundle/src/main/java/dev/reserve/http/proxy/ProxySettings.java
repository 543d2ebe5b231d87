package dev.reserve.http.proxy;

import dev.reserve.core.configuration.Form;
import dev.reserve.core.configuration.Keys;
import dev.reserve.core.configuration.Setting;
import dev.reserve.core.proxy.Networks;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Which proxies are believed, and in what: the keys `proxy.trusted` and `proxy.headers`.
///
/// @param trusted the networks that they are in
/// @param fields the names, in lower case, of the fields that are believed from them
public record ProxySettings(Networks trusted, Set<String> fields) {

    static final String FORWARDED = "forwarded";
    static final String FOR = "x-forwarded-for";
    static final String PROTO = "x-forwarded-proto";
    static final String HOST = "x-forwarded-host";
    static final String PORT = "x-forwarded-port";

    private static final List<String> KNOWN = List.of(FORWARDED, FOR, PROTO, HOST, PORT);

    /// Nobody is believed.
    public static final ProxySettings NONE = new ProxySettings(new Networks(List.of(), false), Set.copyOf(KNOWN));

    private static final Setting<Networks> TRUSTED = Setting.optional("proxy.trusted", Networks.FORM, "nobody",
            "the networks of your proxies");
    private static final Setting<Set<String>> FIELDS = Setting.optional("proxy.headers",
            Form.of("some of " + String.join(", ", KNOWN), ProxySettings::fields, fields -> String.join(", ", fields)), "all of them",
            "the fields that your proxies write");

    public static final List<Setting<?>> SETTINGS = List.of(TRUSTED, FIELDS);

    public static ProxySettings of(Keys keys) {
        return new ProxySettings(keys.get(TRUSTED, NONE.trusted), keys.get(FIELDS, NONE.fields));
    }

    private static Set<String> fields(String key, String text) {
        Set<String> fields = Arrays.stream(text.split(",", -1)).map(field -> field.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        fields.stream().filter(field -> !KNOWN.contains(field)).findAny().ifPresent(field -> {
            throw new IllegalArgumentException(
                    key + "=" + text + ": '" + field + "' is none; expected some of " + String.join(", ", KNOWN));
        });
        return fields;
    }

    boolean trusts(SocketAddress address) {
        return trusted.contains(address);
    }
}
