package dev.reserve.wsgi;

import dev.reserve.core.admin.Reloads;
import dev.reserve.http.HttpApp;
import dev.reserve.wsgi.crew.Workshop;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/// Offers the sub-app `wsgi`. No process is started before it is launched.
public final class Activator implements BundleActivator {

    private @Nullable Workshop workshop;

    @Override
    public void start(BundleContext context) {
        Workshop made = new Workshop(Path.of(String.valueOf(context.getProperty("reserve.data"))).resolve("wsgi"));
        workshop = made;
        context.registerService(Reloads.class, made::reload, null);
        context.registerService(HttpApp.class, new WsgiApp(made), FrameworkUtil.asDictionary(Map.of("reserve.app", "wsgi")));
    }

    @Override
    public void stop(BundleContext context) {
        Workshop made = workshop;
        if (made != null) {
            made.close();
        }
    }
}
