package dev.reserve.http.engine;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.hosting.ConfigurationKind;
import dev.reserve.core.hosting.Host;
import dev.reserve.http.HttpApp;
import dev.reserve.http.files.StaticApp;
import dev.reserve.http.spi.Gateways;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/// Offers the app `http` and the sub-apps that come with it. Jetty is not touched before `http` is launched.
public final class Activator implements BundleActivator {

    private @Nullable HttpServer started;

    @Override
    public void start(BundleContext context) {
        ServiceReference<Host> reference = context.getServiceReference(Host.class);
        if (reference == null) {
            throw new IllegalStateException("http needs a service " + Host.class.getName() + ": the core, started before it");
        }
        Host host = context.getService(reference);
        Edge edge = new Edge(Path.of(String.valueOf(context.getProperty("reserve.data"))));
        HttpServer server = new HttpServer(edge, Boolean.parseBoolean(context.getProperty("reserve.dev")));
        started = server;
        SubApps subApps = new SubApps(server, host::changed);
        host.add(subApps);
        host.configure(new ConfigurationKind<>(Mount.TABLE, Mount::of, (_, mount) -> subApps.mount(mount), subApps::invalidMount,
                subApps::unmount));
        host.configure(new ConfigurationKind<>(HttpConfiguration.TABLE, (_, keys) -> HttpConfiguration.of(keys),
                (_, next) -> server.configure(next), _ -> server.configure(HttpConfiguration.DEFAULT)));
        context.registerService(Runnable.class, edge.log()::reopen, FrameworkUtil.asDictionary(Map.of("reserve.signal", "HUP")));
        Instances instances = new Instances(server, subApps);
        context.registerService(Gateways.class, instances, null);
        context.registerService(ReserveApp.class, new Http(instances, server), named("http"));
        context.registerService(HttpApp.class, new StaticApp(), named("static"));
    }

    private static Dictionary<String, ?> named(String app) {
        return FrameworkUtil.asDictionary(Map.of(ReserveApp.NAME, app));
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        HttpServer server = started;
        if (server != null) {
            server.stop();
        }
    }
}
