package dev.reserve.gateway;

import dev.reserve.app.ReserveApp;
import dev.reserve.gateway.fastcgi.client.FastCgiApp;
import dev.reserve.gateway.fcgi.Fcgi;
import dev.reserve.gateway.scgi.Scgi;
import dev.reserve.gateway.uwsgi.Uwsgi;
import dev.reserve.http.HttpApp;
import dev.reserve.http.spi.Gateway;
import dev.reserve.http.spi.Gateways;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/// Offers an app for each gateway protocol, and the sub-app `fastcgi`, which is on the other side of one.
public final class Activator implements BundleActivator {

    private static final List<Gateway> GATEWAYS = List.of(new Scgi(), new Fcgi(), new Uwsgi());

    @Override
    public void start(BundleContext context) {
        ServiceReference<Gateways> reference = context.getServiceReference(Gateways.class);
        if (reference == null) {
            throw new IllegalStateException("gateways need a service " + Gateways.class.getName() + ": http, started before them");
        }
        Gateways gateways = context.getService(reference);
        for (Gateway gateway : GATEWAYS) {
            ReserveApp app = args -> gateways.launch(gateway, List.of(args));
            context.registerService(ReserveApp.class, app, FrameworkUtil.asDictionary(Map.of(ReserveApp.NAME, gateway.name())));
        }
        context.registerService(HttpApp.class, new FastCgiApp(), FrameworkUtil.asDictionary(Map.of(ReserveApp.NAME, "fastcgi")));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the services back.
    }
}
