package dev.reserve.log.output;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/// Finds out which app logs.
///
/// The core gives the threads that call an app its class loader as their context class loader, and threads that an app starts inherit it. Where that says nothing the
/// stack tells: the innermost class that is of an app's bundle.
final class Origins {

    /// How the location begins of a bundle that the core has installed from an artifact; the rest is `SHA-N`.
    private static final String LOCATION = "reserve:";
    /// The service property with the name of an app.
    private static final String NAME = "reserve.app";
    /// Class loaders have parents, but not that many.
    private static final int GENERATIONS = 8;

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /// Of those that have registered their apps. An origin keeps nothing of its app in memory.
    private final Map<ClassLoader, Origin> known = Collections.synchronizedMap(new WeakHashMap<>());

    /// That of the caller, or null if it is not an app's.
    @Nullable
    Origin here() {
        Origin origin = of(Thread.currentThread().getContextClassLoader());
        if (origin != null) {
            return origin;
        }
        return WALKER.walk(frames -> {
            ClassLoader before = null;
            for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
                ClassLoader loader = frame.getDeclaringClass().getClassLoader();
                if (loader != null && !loader.equals(before)) {
                    Origin found = of(loader);
                    if (found != null) {
                        return found;
                    }
                    before = loader;
                }
            }
            return null;
        });
    }

    /// That of the classes of a loader, or null.
    @Nullable
    Origin of(@Nullable ClassLoader loader) {
        ClassLoader each = loader;
        for (int i = 0; each != null && i < GENERATIONS; i++) {
            if (each instanceof BundleReference reference) {
                return of(each, reference.getBundle());
            }
            each = each.getParent();
        }
        return null;
    }

    /// That of a bundle, or null.
    @Nullable
    Origin of(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        return wiring == null ? null : of(wiring.getClassLoader());
    }

    private @Nullable Origin of(ClassLoader loader, @Nullable Bundle bundle) {
        Origin before = known.get(loader);
        if (before != null || bundle == null || !bundle.getLocation().startsWith(LOCATION)) {
            return before;
        }
        String name = bundle.getLocation().substring(LOCATION.length());
        String version = name.substring(0, Math.max(0, name.lastIndexOf('-')));
        String apps = apps(bundle);
        if (apps.isEmpty()) { // it may still register some
            return new Origin(String.valueOf(bundle.getSymbolicName()), version, bundle.getBundleId());
        }
        Origin origin = new Origin(apps, version, bundle.getBundleId());
        known.put(loader, origin);
        return origin;
    }

    /// The names of its apps; mostly there is one.
    private static String apps(Bundle bundle) {
        try {
            ServiceReference<?>[] services = bundle.getRegisteredServices();
            return services == null
                    ? ""
                    : Arrays.stream(services).map(service -> service.getProperty(NAME)).filter(String.class::isInstance)
                            .map(String.class::cast)
                            .sorted().distinct().collect(Collectors.joining(","));
        } catch (IllegalStateException e) { // it has been uninstalled
            return "";
        }
    }
}
