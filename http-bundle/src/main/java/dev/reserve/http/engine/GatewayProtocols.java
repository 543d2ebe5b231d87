package dev.reserve.http.engine;

import dev.reserve.http.limits.HttpSettings;
import dev.reserve.http.spi.Gateway;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/// The protocol of a gateway, within the limits of the settings.
final class GatewayProtocols implements Protocols {

    private final Gateway gateway;
    private final Supplier<HttpSettings> settings;
    private final HttpConfiguration configuration = new HttpConfiguration();
    private volatile @Nullable HttpSettings applied;

    /// @param front looks at each request first
    GatewayProtocols(Gateway gateway, Supplier<HttpSettings> settings, HttpConfiguration.Customizer front) {
        this.gateway = gateway;
        this.settings = settings;
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(false); // the web server knows the time
        Strictness.uris(configuration);
        configuration.addCustomizer(front);
    }

    @Override
    public ConnectionFactory[] factories() {
        return new ConnectionFactory[]{new Factory(gateway.name())};
    }

    @Override
    public HttpSettings refresh() {
        HttpSettings wanted = settings.get();
        if (!wanted.equals(applied)) {
            configuration.setRequestHeaderSize(wanted.head().bytes());
            applied = wanted;
        }
        return wanted;
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    private final class Factory extends AbstractConnectionFactory {

        Factory(String name) {
            super(name);
        }

        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            if (gateway.multiplexes()) {
                ((GuestConnector) connector).guest().waiting().multiplexed();
            }
            return gateway.connect(connector, endPoint, configuration);
        }
    }
}
