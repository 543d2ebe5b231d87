package dev.reserve.core.osgi;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.deploy.Module;
import dev.reserve.core.deploy.Modules;
import dev.reserve.core.deploy.PlainJar;
import dev.reserve.core.deploy.RejectedException;
import dev.reserve.core.hosting.Offer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/// Modules as OSGi bundles: each content a bundle of its own, beside all others, also of the same symbolic name and version.
final class BundleModules implements Modules, AutoCloseable {

    /// How the location begins of a bundle that the launcher has installed from where it lies.
    private static final String REFERENCE = "reference:";
    private static final Logger LOG = System.getLogger("reserve.osgi");

    private final BundleContext context;
    private final ServiceTracker<Object, Object> apps;
    private Runnable offersChanged = () -> {};

    BundleModules(BundleContext context) {
        this.context = context;
        this.apps = new ServiceTracker<>(context, filter(), null) {
            @Override
            public Object addingService(ServiceReference<Object> reference) {
                offersChanged.run(); // the change is looked at later, on another thread, when the tracker has it
                return super.addingService(reference);
            }

            @Override
            public void modifiedService(ServiceReference<Object> reference, Object service) {
                offersChanged.run();
            }

            @Override
            public void removedService(ServiceReference<Object> reference, Object service) {
                offersChanged.run();
                super.removedService(reference, service);
            }
        };
    }

    /// Apps of all types: they have a name.
    private static Filter filter() {
        try {
            return FrameworkUtil.createFilter("(" + ReserveApp.NAME + "=*)");
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param onChange called when any bundle has registered, changed or unregistered an app; on the thread that did it
    void open(Runnable onChange) {
        offersChanged = onChange;
        apps.open();
    }

    /// Where a bundle comes from.
    private interface Source {

        Bundle install(String location) throws IOException, BundleException;
    }

    /// What a bundle does not do for itself once it is started.
    private interface Completion {

        void complete(Bundle bundle) throws RejectedException;
    }

    @Override
    public Module install(String name, Path jar) throws RejectedException {
        return install(name, location -> {
            try (InputStream in = Files.newInputStream(jar)) {
                return context.installBundle(location, in);
            }
        }, _ -> {});
    }

    @Override
    public Module install(String name, Path jar, PlainJar plain) throws RejectedException {
        return install(name, location -> installWrapped(location, jar, plain), bundle -> PlainApps.register(bundle, plain));
    }

    private Bundle installWrapped(String location, Path jar, PlainJar plain) throws IOException, BundleException {
        File wrapped = context.getDataFile(location.replace(':', '-') + ".jar");
        try (WrappedJar source = WrappedJar.open(jar)) {
            PlainImports imports = PlainImports.of(List.of(context.getBundles()), plain, source.hasOwnLogging());
            try (OutputStream out = Files.newOutputStream(wrapped.toPath())) {
                source.writeTo(out, plain, imports.header());
            }
            LOG.log(Level.INFO, "artifact {0}: no bundle, so it is wrapped as one, with the apps {1}", plain.file(), plain.apps());
            Set<String> shadowed = imports.shadowed(source.packages());
            if (!shadowed.isEmpty()) {
                LOG.log(Level.INFO, "artifact {0}: the packages {1} in it are not used: those of the server are", plain.file(), shadowed);
            }
            try (InputStream in = Files.newInputStream(wrapped.toPath())) {
                return context.installBundle(location, in);
            }
        } finally {
            Files.deleteIfExists(wrapped.toPath());
        }
    }

    private Module install(String name, Source source, Completion completion) throws RejectedException {
        Bundle bundle = null;
        try {
            bundle = source.install("reserve:" + name);
            bundle.start(Bundle.START_TRANSIENT);
            completion.complete(bundle);
            return new BundleModule(bundle);
        } catch (IOException | BundleException | RejectedException | RuntimeException | Error e) {
            RejectedException rejected = rejected(bundle, e);
            if (bundle != null) {
                uninstall(bundle);
            }
            throw rejected;
        }
    }

    private RejectedException rejected(@Nullable Bundle bundle, Throwable thrown) {
        if (bundle != null && thrown instanceof BundleException failed && failed.getType() == BundleException.RESOLVE_ERROR) {
            return new RejectedException(Unresolved.reason(context, bundle, failed));
        }
        RejectedException rejected = thrown instanceof RejectedException already
                ? already
                : RejectedException.of("it does not start",
                        thrown instanceof BundleException && thrown.getCause() != null ? thrown.getCause() : thrown);
        return bundle == null
                ? rejected
                : remedy(bundle, thrown).map(rejected::with).orElse(rejected);
    }

    private Optional<String> remedy(Bundle bundle, Throwable thrown) {
        return NewerJava.hint(thrown).or(() -> MissingClass.hint(bundle, thrown, new Supply(List.of(context.getBundles()))));
    }

    @Override
    public Optional<BuiltIn> builtIn(String type, String app) {
        for (ServiceReference<Object> reference : references()) {
            Bundle bundle = reference.getBundle();
            if (bundle != null && bundle.getLocation().startsWith(REFERENCE + "file:")) {
                Module module = new BundleModule(bundle);
                if (module.offers().stream().anyMatch(offer -> offer.type().equals(type) && offer.app().equals(app))) {
                    return Optional.of(new BuiltIn(module, Path.of(URI.create(bundle.getLocation().substring(REFERENCE.length())))));
                }
            }
        }
        return Optional.empty();
    }

    private List<ServiceReference<Object>> references() {
        ServiceReference<Object>[] all = apps.getServiceReferences();
        return all == null ? List.of() : List.of(all);
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
        private volatile @Nullable Offers known;

        /// What it offered when the tracker had counted so many changes.
        private record Offers(int changes, List<Offer> all) {}

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
            int changes = apps.getTrackingCount(); // before the services are looked at, so that no change can be missed
            Offers offers = known;
            if (offers == null || offers.changes != changes) {
                offers = new Offers(changes, List.copyOf(offered()));
                known = offers;
            }
            return offers.all;
        }

        private List<Offer> offered() {
            List<Offer> offers = new ArrayList<>();
            for (ServiceReference<?> reference : registered()) {
                Object service = service(reference);
                if (service != null && reference.getProperty(ReserveApp.NAME) instanceof String app && !app.isBlank()) {
                    for (String type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
                        offers.add(new Offer(type, app, FrameworkUtil.asMap(reference.getProperties()), service, loader));
                    }
                }
            }
            return offers;
        }

        @SuppressWarnings("unchecked") // the tracker takes services of any type
        private @Nullable Object service(ServiceReference<?> reference) {
            return apps.getService((ServiceReference<Object>) reference);
        }

        private List<ServiceReference<?>> registered() {
            try {
                ServiceReference<?>[] all = bundle.getRegisteredServices();
                return all == null ? List.of() : Stream.of(all).filter(each -> each.getProperty(ReserveApp.NAME) != null).toList();
            } catch (IllegalStateException e) { // it has been uninstalled
                return List.of();
            }
        }

        @Override
        public String whyNoOffers() {
            return NoApp.reason(context, bundle);
        }

        @Override
        public Optional<String> remedy(Throwable thrown) {
            try {
                return BundleModules.this.remedy(bundle, thrown);
            } catch (IllegalStateException e) { // it has been uninstalled
                return Optional.empty();
            }
        }

        @Override
        public Optional<String> ailment() {
            return HealthChecks.ailment(bundle);
        }

        @Override
        public Optional<ClassLoader> loader() {
            return Optional.of(loader);
        }

        @Override
        public void uninstall() {
            BundleModules.this.uninstall(bundle);
        }
    }
}
