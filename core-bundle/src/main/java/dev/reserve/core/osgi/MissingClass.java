package dev.reserve.core.osgi;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/// A bundle that resolves, and then uses a class of a package that it does not import.
final class MissingClass {

    private MissingClass() {}

    /// What to do about it; empty if that is not what has happened.
    ///
    /// @param supply of all bundles
    static Optional<String> hint(Bundle bundle, Throwable thrown, Supply supply) {
        return className(thrown).filter(name -> name.indexOf('.') > 0).map(name -> name.substring(0, name.lastIndexOf('.')))
                .filter(name -> !has(bundle, name))
                .map(name -> isWrapped(bundle) ? hint(name) : hint(name, supply.exporters(name)));
    }

    private static boolean isWrapped(Bundle bundle) {
        return bundle.getHeaders("").get(WrappedJar.MARK) != null;
    }

    private static String hint(String name) {
        return "package " + name + " is neither in the jar nor the server's. Pack the library that has it into the jar "
                + "(a fat jar: Maven's shade plugin, or Gradle's shadow)";
    }

    private static String hint(String name, List<BundleCapability> exporters) {
        Optional<BundleCapability> best = exporters.stream().max(Comparator.comparing(Supply::version));
        if (best.isEmpty()) {
            return "package " + name + " is neither imported nor in the bundle, and nothing here exports it. Pack it into the bundle "
                    + "(bnd.bnd: -conditionalpackage: " + name + ".*)";
        }
        Version version = Supply.version(best.get());
        return "package " + name + " is neither imported nor in the bundle; " + Supply.name(best.get().getRevision())
                + " exports it in version "
                + version + ". Import it (bnd does so by itself; without bnd: Import-Package: " + name + ";version=\""
                + Supply.range(version)
                + "\", …)";
    }

    /// Whether a package is in the bundle, or imported by it.
    private static boolean has(Bundle bundle, String name) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return bundle.getEntry(name.replace('.', '/') + "/") != null || revision == null
                || revision.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream().anyMatch(each -> asksFor(each, name));
    }

    private static boolean asksFor(BundleRequirement requirement, String name) {
        return requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "")
                .contains("(" + PackageNamespace.PACKAGE_NAMESPACE + "=" + name + ")");
    }

    /// The class that was not found, as the innermost that says so has it.
    private static Optional<String> className(Throwable thrown) {
        Optional<String> name = Optional.empty();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            if (each instanceof NoClassDefFoundError || each instanceof ClassNotFoundException) {
                name = first(each.getMessage());
            }
        }
        return name;
    }

    /// Of `a/b/C`, and of the framework's `a.b.C not found by BUNDLE [1]`.
    private static Optional<String> first(@Nullable String message) {
        if (message == null || message.startsWith("Could not ")) { // a class that was found, and whose initialisation failed
            return Optional.empty();
        }
        int blank = message.indexOf(' ');
        return Optional.of((blank < 0 ? message : message.substring(0, blank)).replace('/', '.'));
    }
}
