package dev.reserve.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.nonefs.NoneFileSystemFactory;
import org.apache.sshd.common.global.KeepAliveHandler;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.apache.sshd.server.global.NoMoreSessionsHandler;

/// An SSH server that listens: for public keys, and for sessions that are the shell or one command line. There is nothing else: no passwords, no forwarding of ports, agents
/// or X11, no subsystems, which SFTP is one of.
final class SshEndpoint {

    private static final Logger LOG = System.getLogger("reserve.ssh");
    private static final int CHANNELS = 10;
    private static final int WORKERS = 2;
    /// A client begins by asking which ways to log in there are, and ends by proving that it has the key which may (RFC 4252 §5.2, §7).
    private static final int BESIDE_KEYS = 2;
    private static final Duration TO_FINISH = Duration.ofMillis(500);
    private static final Duration TO_CLOSE = Duration.ofSeconds(2);

    /// Left out of what is offered: SHA-1, CBC, certificates, and groups that would have the server reckon for long before anybody has logged in.
    private static final Pattern WEAK = Pattern.compile(".*(sha1|-cbc|-cert-|group-exchange|group1[578]-).*|ssh-rsa|ssh-dss");

    private final SshServer server;

    private SshEndpoint(SshServer server) {
        this.server = server;
    }

    /// @param data the data directory
    /// @throws IOException if it cannot listen, or there is something wrong with its host key
    static SshEndpoint open(SshSettings settings, Path data) throws IOException {
        Ed25519.register();
        AuthorizedKeys keys = new AuthorizedKeys(data.resolve(settings.authorizedKeys()), data);
        keys.refresh();
        KeyPair hostKey = HostKey.in(data.resolve(settings.hostKey()));
        SshServer server = server(settings);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        Logins logins = new Logins(keys);
        server.setPublickeyAuthenticator(logins);
        server.addSessionListener(logins);
        Path socket = data.resolve("admin").resolve("admin.sock");
        server.setShellFactory(channel -> new SshCommand(socket, Logins.who(channel.getServerSession()), null));
        server.setCommandFactory((channel, line) -> new SshCommand(socket, Logins.who(channel.getServerSession()), line));
        server.start();
        server.getBoundAddresses().forEach(address -> LOG.log(Level.INFO, "SSH listens on {0}, with the host key {1}",
                shown(address), KeyUtils.getFingerPrint(hostKey.getPublic())));
        return new SshEndpoint(server);
    }

    private static SshServer server(SshSettings settings) {
        SshServer server = ServerBuilder.builder()
                .keyExchangeFactories(sound(ServerBuilder.setUpDefaultKeyExchanges(true)))
                .signatureFactories(sound(ServerBuilder.setUpDefaultSignatureFactories(true)))
                .cipherFactories(sound(ServerBuilder.setUpDefaultCiphers(true))).macFactories(sound(ServerBuilder.setUpDefaultMacs(true)))
                .compressionFactories(List.of(BuiltinCompressions.none)).channelFactories(List.of(ChannelSessionFactory.INSTANCE))
                .globalRequestHandlers(List.of(KeepAliveHandler.INSTANCE, NoMoreSessionsHandler.INSTANCE))
                .forwardingFilter(RejectAllForwardingFilter.INSTANCE).fileSystemFactory(NoneFileSystemFactory.INSTANCE).build();
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        server.setNioWorkers(WORKERS);
        server.setSessionFactory(new ConnectionLimit(server, settings.maxSessions()));
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
        server.setSubsystemFactories(List.of());
        server.setHost(settings.address().getAddress().getHostAddress());
        server.setPort(settings.address().getPort());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Reserve");
        CoreModuleProperties.IDLE_TIMEOUT.set(server, settings.idleTimeout());
        CoreModuleProperties.AUTH_TIMEOUT.set(server, settings.loginTimeout());
        CoreModuleProperties.MAX_AUTH_REQUESTS.set(server, settings.maxAuthAttempts() + BESIDE_KEYS);
        CoreModuleProperties.MAX_CONCURRENT_CHANNELS.set(server, CHANNELS);
        return server;
    }

    private static <F extends NamedResource> List<F> sound(List<F> factories) {
        return factories.stream().filter(factory -> !WEAK.matcher(factory.getName()).matches()).toList();
    }

    /// As it is written.
    static String shown(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return String.valueOf(address);
        }
        String host = inet.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }

    /// Stops listening, and ends the sessions: commands that are about to end get their answers out.
    void close() {
        try {
            if (!server.close(false).await(TO_FINISH)) {
                server.close(true).await(TO_CLOSE);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the SSH server", e);
        }
    }
}
