package dev.reserve.core.osgi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/// Why a bundle does not resolve, in plain words. The framework says the same in its own language, and only the first thing that it stumbles over.
final class Unresolved {

    /// As the framework says that two ways lead to one package in two bundles. There is no other way to learn it.
    private static final Pattern USES = Pattern.compile(
            "Uses constraint violation\\. (.+?)(?= via |\\s+Chain 1|\\s+Unresolved requirements|$)",
            Pattern.DOTALL);
    private static final Pattern SHARED = Pattern.compile("package '([^']+)'");

    private final FrameworkWiring wiring;
    private final Supply supply;
    private final Set<BundleRevision> seen = new HashSet<>();

    private Unresolved(BundleContext context) {
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        this.supply = new Supply(List.of(context.getBundles()));
    }

    /// @param context of the one that asks
    /// @param bundle installed, and not resolved
    /// @param failure what the framework said
    static String reason(BundleContext context, Bundle bundle, BundleException failure) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        List<String> missing = revision == null ? List.of() : new Unresolved(context).missing(revision);
        return "it does not resolve: " + (missing.isEmpty() ? conflict(String.valueOf(failure.getMessage())) : String.join("; ", missing));
    }

    private List<String> missing(BundleRevision revision) {
        List<String> missing = new ArrayList<>();
        seen.add(revision);
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            if (isMandatory(requirement)) {
                Collection<BundleCapability> providers = wiring.findProviders(requirement);
                if (providers.isEmpty()) {
                    missing.add(supply.without(requirement));
                } else {
                    missing.addAll(unresolved(requirement, providers));
                }
            }
        }
        return missing;
    }

    private static boolean isMandatory(BundleRequirement requirement) {
        String resolution = requirement.getDirectives().getOrDefault(Constants.RESOLUTION_DIRECTIVE, Constants.RESOLUTION_MANDATORY);
        String effective = requirement.getDirectives().getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE);
        return resolution.equals(Constants.RESOLUTION_MANDATORY) && effective.equals(Constants.EFFECTIVE_RESOLVE);
    }

    /// What all those lack that have what is asked for; empty if one of them may do.
    private List<String> unresolved(BundleRequirement requirement, Collection<BundleCapability> providers) {
        List<String> all = new ArrayList<>();
        for (BundleCapability provider : providers) {
            BundleRevision revision = provider.getRevision();
            if (revision.getWiring() != null || !seen.add(revision)) {
                return List.of();
            }
            List<String> missing = missing(revision);
            if (missing.isEmpty()) {
                return List.of();
            }
            all.add(Supply.name(requirement) + " is there in " + Supply.name(revision) + ", which does not resolve itself: "
                    + String.join("; ", missing));
        }
        return all;
    }

    private static String conflict(String message) {
        Matcher uses = USES.matcher(message);
        if (!uses.find()) {
            return message;
        }
        Matcher shared = SHARED.matcher(message);
        String name = shared.find() ? shared.group(1) : "that package";
        return "two ways lead to different copies of package " + name + " (" + uses.group(1).strip()
                + "). Have all take one: do not pack the package into your bundle, or do not export it; or import it in the version that the others use "
                + "(bnd.bnd: Import-Package: " + name + ";version=\"…\", *)";
    }
}
