package dev.reserve.http.proxy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/// What trusted proxies say of where a request comes from. What is null they do not say, or not in a way that can be understood.
///
/// @param client the nearest address that is not itself a trusted proxy's
/// @param scheme `http` or `https`
/// @param host a name or an address, with a port or without
/// @param port without the host
record Origin(SocketAddress client, @Nullable String scheme, @Nullable String host, @Nullable Integer port) {

    private static final Pattern HOST = Pattern.compile("(?:[A-Za-z0-9._-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(?::\\d{1,5})?");

    /// The proxies contradict each other: one field was written by a proxy, another one by somebody who wants to pass for somebody else.
    static final class ContradictionException extends Exception {

        private static final long serialVersionUID = 1;

        ContradictionException(String what) {
            super("Forwarded and X-Forwarded fields do not agree on the " + what);
        }
    }

    /// @param peer the nearest proxy, a trusted one
    static Origin of(HttpFields request, ProxySettings settings, SocketAddress peer) throws ContradictionException {
        List<String> forwarded = values(request, settings, ProxySettings.FORWARDED);
        boolean others = settings.fields().stream().anyMatch(field -> !field.equals(ProxySettings.FORWARDED) && request.contains(field));
        if (forwarded.isEmpty()) {
            return others ? ofOthers(request, settings, peer) : new Origin(peer, null, null, null);
        }
        Origin first = ofForwarded(forwarded, settings, peer);
        return others ? first.and(ofOthers(request, settings, peer)) : first;
    }

    private static List<String> values(HttpFields request, ProxySettings settings, String field) {
        return settings.fields().contains(field) ? Elements.fromTheEnd(request.getValuesList(field)) : List.of();
    }

    private static Origin ofForwarded(List<String> elements, ProxySettings settings, SocketAddress peer) {
        Map<String, String> nearest = Map.of();
        SocketAddress client = peer;
        for (String element : elements) {
            Optional<Map<String, String>> parameters = Elements.parameters(element);
            if (parameters.isEmpty()) {
                break;
            }
            nearest = parameters.get();
            Optional<? extends SocketAddress> node = Node.parse(nearest.getOrDefault("for", ""));
            if (node.isEmpty()) {
                break;
            }
            client = node.get();
            if (!settings.trusts(client)) {
                break;
            }
        }
        return new Origin(client, scheme(nearest.get("proto")), host(nearest.get("host")), null);
    }

    private static Origin ofOthers(HttpFields request, ProxySettings settings, SocketAddress peer) {
        List<String> nodes = values(request, settings, ProxySettings.FOR);
        SocketAddress client = peer;
        int hops = 0;
        while (hops < nodes.size()) {
            Optional<? extends SocketAddress> node = Node.parse(nodes.get(hops));
            if (node.isEmpty()) {
                break;
            }
            client = node.get();
            hops++;
            if (!settings.trusts(client)) {
                break;
            }
        }
        int at = Math.max(0, hops - 1);
        UnaryOperator<@Nullable String> said = field -> {
            List<String> values = values(request, settings, Objects.requireNonNull(field));
            return values.isEmpty() ? null : values.get(values.size() == nodes.size() ? at : 0);
        };
        return new Origin(client, scheme(said.apply(ProxySettings.PROTO)), host(said.apply(ProxySettings.HOST)),
                port(said.apply(ProxySettings.PORT)));
    }

    private static @Nullable String scheme(@Nullable String text) {
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> null;
        };
    }

    private static @Nullable String host(@Nullable String text) {
        return text != null && HOST.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null;
    }

    private static @Nullable Integer port(@Nullable String text) {
        return text != null && text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= 65_535 ? Integer.valueOf(text) : null;
    }

    /// What both say. A proxy that writes the one passes on the other as it came, from whoever: so one alone is not believed when both are there.
    private Origin and(Origin other) throws ContradictionException {
        if (!address(client).equals(address(other.client))) {
            throw new ContradictionException("client");
        }
        return new Origin(client, common("scheme", scheme, other.scheme), common("host", host, other.host), null);
    }

    private static String address(SocketAddress client) {
        return client instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : client.toString();
    }

    private static @Nullable String common(String what, @Nullable String one, @Nullable String other) throws ContradictionException {
        if (one != null && other != null && !one.equals(other)) {
            throw new ContradictionException(what);
        }
        return one == null ? null : other;
    }
}
