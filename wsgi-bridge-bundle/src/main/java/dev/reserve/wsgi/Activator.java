package dev.reserve.wsgi;

import dev.reserve.core.admin.Reloads;
import dev.reserve.core.hosting.Host;
import dev.reserve.http.HttpApp;
import dev.reserve.wsgi.crew.Workshop;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/// Offers the sub-app `wsgi`, and has Python apps in the deploy folder served. No process is started before one of them is launched.
public final class Activator implements BundleActivator {

    private @Nullable Workshop workshop;

    @Override
    public void start(BundleContext context) {
        ServiceReference<Host> reference = context.getServiceReference(Host.class);
        if (reference == null) {
            throw new IllegalStateException("wsgi needs a service " + Host.class.getName() + ": the core, started before it");
        }
        Workshop made = new Workshop(Path.of(String.valueOf(context.getProperty("reserve.data"))).resolve("wsgi"));
        workshop = made;
        context.getService(reference).add(new PythonKind(made));
        context.registerService(Reloads.class, made::reload, null);
        context.registerService(HttpApp.class, new WsgiApp(made), FrameworkUtil.asDictionary(Map.of("reserve.app", "wsgi")));
    }

    @Override
    public void stop(BundleContext context) {
        ServiceReference<Host> reference = context.getServiceReference(Host.class);
        if (reference == null) {
            throw new IllegalStateException("wsgi needs a service " + Host.class.getName() + ": the core, started before it");
        }
        Workshop made = workshop;
        if (made != null) {
            made.close();
        }
    }
}
