package dev.reserve.example.socks;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.Server;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/// The connections of one version: each is a handshake, and then a tunnel, which stays with its version as long as it lasts.
record Proxy(Settings settings) implements ConnectionHandler {

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public void handle(SocketChannel client, SocketAddress clientAddress, Server server) throws IOException {
        try (IdleTimeout idle = new IdleTimeout(client, min(HANDSHAKE_TIMEOUT, settings.timeout()))) {
            Handshake handshake = new Handshake(client);
            if (!handshake.authenticate(settings.users())) {
                return;
            }
            try (SocketChannel destination = connect(handshake.request())) {
                handshake.accept((InetSocketAddress) destination.getLocalAddress());
                idle.limit(settings.timeout());
                new Tunnel(client, destination, idle).run();
            } catch (Refusal refusal) {
                handshake.refuse(refusal.kind());
            }
        } catch (ClosedChannelException | EOFException e) { // it took too long, or was cut, or went away
            return;
        }
    }

    /// Called after the last connection: nothing to let go of.
    @Override
    public void close() {}

    /// Who is not allowed by name is not even looked up.
    private SocketChannel connect(Destination asked) throws IOException {
        List<Rule> rules = settings.rules().stream().filter(rule -> rule.covers(asked)).toList();
        Refusal.Kind last = Refusal.Kind.NOT_ALLOWED;
        for (InetAddress address : rules.isEmpty() ? new InetAddress[0] : resolve(asked.host())) {
            if (rules.stream().anyMatch(rule -> rule.allows(address))) {
                SocketChannel channel = SocketChannel.open();
                try {
                    channel.socket().connect(new InetSocketAddress(address, asked.port()), (int) CONNECT_TIMEOUT.toMillis());
                    return channel;
                } catch (IOException e) { // another address may be better
                    channel.close();
                    last = Refusal.Kind.of(e);
                }
            }
        }
        throw new Refusal(last);
    }

    private static InetAddress[] resolve(String host) throws Refusal {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException _) {
            throw new Refusal(Refusal.Kind.HOST_UNREACHABLE);
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
