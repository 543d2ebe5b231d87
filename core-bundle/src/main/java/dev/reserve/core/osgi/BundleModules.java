package dev.reserve.core.osgi;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.deploy.Module;
import dev.reserve.core.deploy.Modules;
import dev.reserve.core.deploy.Offer;
import dev.reserve.core.deploy.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/// Modules as OSGi bundles: each content a bundle of its own, beside all others, also of the same symbolic name and version.
final class BundleModules implements Modules, AutoCloseable {

    private static final Logger LOG = System.getLogger("reserve.osgi");

    private final BundleContext context;
    private final ServiceTracker<ReserveApp, ReserveApp> apps;
    private Runnable offersChanged = () -> {};

    BundleModules(BundleContext context) {
        this.context = context;
        this.apps = new ServiceTracker<>(context, ReserveApp.class, null) {
            @Override
            public ReserveApp addingService(ServiceReference<ReserveApp> reference) {
                offersChanged.run(); // the change is looked at later, on another thread, when the tracker has it
                return super.addingService(reference);
            }

            @Override
            public void modifiedService(ServiceReference<ReserveApp> reference, ReserveApp service) {
                offersChanged.run();
            }

            @Override
            public void removedService(ServiceReference<ReserveApp> reference, ReserveApp service) {
                offersChanged.run();
                super.removedService(reference, service);
            }
        };
    }

    /// @param onChange called when any bundle has registered, changed or unregistered an app; on the thread that did it
    void open(Runnable onChange) {
        offersChanged = onChange;
        apps.open();
    }

    @Override
    public Module install(String name, Path jar) throws RejectedException {
        Bundle bundle = null;
        try (InputStream in = Files.newInputStream(jar)) {
            bundle = context.installBundle("reserve:" + name, in);
            bundle.start(Bundle.START_TRANSIENT);
            return new BundleModule(bundle);
        } catch (IOException | BundleException | RuntimeException | Error e) {
            if (bundle != null) {
                uninstall(bundle);
            }
            throw e instanceof BundleException failed && failed.getType() == BundleException.RESOLVE_ERROR
                    ? new RejectedException("it does not resolve: " + failed.getMessage())
                    : RejectedException.of("it does not start", e instanceof BundleException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private void uninstall(Bundle bundle) {
        try {
            bundle.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException | IllegalStateException e) {
            LOG.log(Level.WARNING, "bundle " + bundle + " does not stop properly", e);
        }
        try {
            bundle.uninstall();
        } catch (BundleException | IllegalStateException e) {
            LOG.log(Level.WARNING, "bundle " + bundle + " cannot be uninstalled", e);
        }
        // Only now does the framework let go of its class loader. Others are not concerned: nothing is exported to them.
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class).refreshBundles(List.of(bundle));
    }

    @Override
    public void close() {
        apps.close();
    }

    private final class BundleModule implements Module {

        private final Bundle bundle;
        private final ClassLoader loader;

        BundleModule(Bundle bundle) {
            this.bundle = bundle;
            this.loader = bundle.adapt(BundleWiring.class).getClassLoader();
        }

        @Override
        public Version version() {
            return bundle.getVersion();
        }

        @Override
        public List<Offer> offers() {
            List<Offer> offers = new ArrayList<>();
            for (ServiceReference<ReserveApp> reference : registered()) { // asked often, so not by way of what all bundles have registered
                ReserveApp service = apps.getService(reference);
                if (service != null && reference.getProperty(ReserveApp.NAME) instanceof String app && !app.isBlank()) {
                    offers.add(new Offer(app, strings(reference.getProperty(ReserveApp.LISTENER)), service, loader));
                }
            }
            return offers;
        }

        @SuppressWarnings("unchecked") // a service registered by the interface's name is one
        private List<ServiceReference<ReserveApp>> registered() {
            ServiceReference<?>[] all;
            try {
                all = bundle.getRegisteredServices();
            } catch (IllegalStateException e) { // it has been uninstalled
                return List.of();
            }
            return all == null
                    ? List.of()
                    : Stream.of(all).filter(each -> each.getProperty(Constants.OBJECTCLASS) instanceof String[] types
                            && List.of(types).contains(ReserveApp.class.getName())).map(each -> (ServiceReference<ReserveApp>) each)
                            .toList();
        }

        @Override
        public ClassLoader loader() {
            return loader;
        }

        @Override
        public void uninstall() {
            BundleModules.this.uninstall(bundle);
        }
    }

    /// A service property that is a string, or several.
    private static List<String> strings(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case String one -> List.of(one);
            case String[] several -> List.of(several);
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            default -> List.of();
        };
    }
}
