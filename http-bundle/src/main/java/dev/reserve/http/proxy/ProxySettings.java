package dev.reserve.http.proxy;

import dev.reserve.core.binding.Keys;
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

    /// @throws IllegalArgumentException which key is wrong, what was found and what was expected
    public static ProxySettings of(Keys keys) {
        Networks trusted = keys.text("proxy.trusted").map(text -> Networks.parse("proxy.trusted", text)).orElse(NONE.trusted);
        Set<String> fields = keys.text("proxy.headers").map(ProxySettings::fields).orElse(NONE.fields);
        return new ProxySettings(trusted, fields);
    }

    private static Set<String> fields(String text) {
        Set<String> fields = Arrays.stream(text.split(",", -1)).map(field -> field.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        fields.stream().filter(field -> !KNOWN.contains(field)).findAny().ifPresent(field -> {
            throw new IllegalArgumentException(
                    "proxy.headers=" + text + ": '" + field + "' is none; expected some of " + String.join(", ", KNOWN));
        });
        return fields;
    }

    boolean trusts(SocketAddress address) {
        return trusted.contains(address);
    }
}
