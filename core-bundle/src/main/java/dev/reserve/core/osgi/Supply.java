package dev.reserve.core.osgi;

import dev.reserve.core.configuration.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/// What the installed bundles have to offer to one that asks for something else.
final class Supply {

    private static final Pattern JAVA = Pattern.compile("\\(osgi\\.ee=JavaSE\\)\\(version(?:>=|=)([^)]+)\\)");

    /// How many letters may be wrong: with more of them, another library is rather meant.
    private static final int MISSPELT = 2;

    private final List<BundleRevision> revisions;

    Supply(Collection<Bundle> bundles) {
        this.revisions = bundles.stream().map(bundle -> bundle.adapt(BundleRevision.class)).filter(Objects::nonNull).toList();
    }

    /// What is missing, what comes near to it, and what to do.
    ///
    /// @param requirement that nobody meets
    String without(BundleRequirement requirement) {
        List<BundleCapability> near = near(requirement);
        return switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> withoutPackage(requirement, near);
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> withoutJava(requirement);
            case BundleNamespace.BUNDLE_NAMESPACE -> name(requirement) + " is required, and " + (near.isEmpty()
                    ? "not installed"
                    : "found " + found(near, Constants.BUNDLE_VERSION_ATTRIBUTE))
                    + ". Better import the packages that are used of it (bnd.bnd: no Require-Bundle; bnd writes Import-Package itself)";
            case HostNamespace.HOST_NAMESPACE -> "it is a fragment of " + name(requirement)
                    + ", which is not here; an app has to be a bundle of its own";
            default -> name(requirement) + " is required, and " + (near.isEmpty()
                    ? "nothing here provides any " + requirement.getNamespace()
                    : "found " + near.stream().map(each -> each.getAttributes() + ", of " + name(each.getRevision())).distinct().limit(3)
                            .collect(Collectors.joining(", and ")))
                    + ". If the app does without, say so (bnd.bnd: Require-Capability: " + requirement.getNamespace()
                    + ";filter:='…';resolution:=optional, or none at all)";
        };
    }

    private String withoutPackage(BundleRequirement requirement, List<BundleCapability> near) {
        String imported = wanted(requirement).orElse("?");
        String name = name(requirement);
        if (near.isEmpty()) {
            return name + " is imported, and nothing here exports it" + meant(imported)
                    + ". Pack it into the bundle (bnd.bnd: -conditionalpackage: " + imported
                    + ".*), or, if the app does without, import it as optional (bnd.bnd: Import-Package: " + imported
                    + ";resolution:=optional, *)";
        }
        List<BundleCapability> inRange = near.stream()
                .filter(each -> bounds(requirement).includes(version(each, Constants.VERSION_ATTRIBUTE)))
                .toList();
        if (!inRange.isEmpty()) {
            return name + " is imported, and " + inRange.stream().map(Supply::reserved).collect(Collectors.joining(", "))
                    + ". Do without it: it is not meant for apps";
        }
        Version best = near.stream().map(each -> version(each, Constants.VERSION_ATTRIBUTE)).max(Comparator.naturalOrder()).orElseThrow();
        return name + " is imported; found " + found(near, Constants.VERSION_ATTRIBUTE) + ", wanted " + bounds(requirement)
                + ". If the app works with that, ask for it (bnd.bnd: Import-Package: " + imported + ";version=\"" + range(best)
                + "\", *); otherwise pack the package into the bundle (bnd.bnd: -conditionalpackage: " + imported + ".*)";
    }

    /// What a bundle that is built against a version imports by the rules of semantic versions.
    static String range(Version version) {
        return "[" + version.getMajor() + "." + version.getMinor() + "," + (version.getMajor() + 1) + ")";
    }

    private static String reserved(BundleCapability capability) {
        String mandatory = capability.getDirectives().getOrDefault(Constants.MANDATORY_DIRECTIVE, "");
        return name(capability.getRevision()) + " exports it " + (mandatory.isEmpty()
                ? "with other attributes: " + capability.getAttributes()
                : "only to those who ask with " + Stream.of(mandatory.split("\\s*,\\s*", -1))
                        .map(attribute -> attribute + "=" + capability.getAttributes().get(attribute)).collect(Collectors.joining(";")));
    }

    private static String withoutJava(BundleRequirement requirement) {
        Matcher java = JAVA.matcher(filter(requirement));
        if (!java.find()) {
            return name(requirement) + " is required; this server runs on Java " + Runtime.version().feature();
        }
        return "it is built for Java " + java.group(1) + ", and this server runs on Java " + Runtime.version().feature()
                + ". " + NewerJava.remedy();
    }

    /// Those that export a package to everybody.
    List<BundleCapability> exporters(String name) {
        return revisions.stream().flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .filter(each -> name.equals(each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .filter(each -> !each.getDirectives().containsKey(Constants.MANDATORY_DIRECTIVE)).toList();
    }

    /// A package that somebody may have meant who has misspelt its name.
    String meant(String name) {
        List<String> exported = revisions.stream()
                .flatMap(revision -> revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                .filter(each -> !each.getDirectives().containsKey(Constants.MANDATORY_DIRECTIVE))
                .map(each -> String.valueOf(each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE))).toList();
        return Nearest.to(name, exported, MISSPELT).map(near -> " (did you mean " + near + "?)").orElse("");
    }

    /// That of an exported package.
    static Version version(BundleCapability capability) {
        return version(capability, Constants.VERSION_ATTRIBUTE);
    }

    /// Those of the same kind and name.
    private List<BundleCapability> near(BundleRequirement requirement) {
        String namespace = requirement.getNamespace();
        Optional<String> wanted = wanted(requirement);
        List<BundleCapability> near = new ArrayList<>();
        for (BundleRevision revision : revisions) {
            for (BundleCapability capability : revision.getDeclaredCapabilities(namespace)) {
                if (wanted.isEmpty() || wanted.get().equals(capability.getAttributes().get(namespace))) {
                    near.add(capability);
                }
            }
        }
        return near;
    }

    private static String found(List<BundleCapability> near, String attribute) {
        Set<String> found = new LinkedHashSet<>();
        near.forEach(each -> found.add(version(each, attribute) + " of " + name(each.getRevision())));
        return String.join(" and ", found);
    }

    private static Version version(BundleCapability capability, String attribute) {
        return capability.getAttributes().get(attribute) instanceof Version version ? version : Version.emptyVersion;
    }

    private static Bounds bounds(BundleRequirement requirement) {
        boolean bundle = requirement.getNamespace().startsWith("osgi.wiring.") && !requirement.getNamespace().endsWith("package");
        return Bounds.of(filter(requirement), bundle ? Constants.BUNDLE_VERSION_ATTRIBUTE : Constants.VERSION_ATTRIBUTE);
    }

    /// The name in what is asked for; empty if it cannot be told.
    private static Optional<String> wanted(BundleRequirement requirement) {
        Matcher name = Pattern.compile("\\(" + Pattern.quote(requirement.getNamespace()) + "=([^)*]+)\\)").matcher(filter(requirement));
        return name.find() ? Optional.of(name.group(1)) : Optional.empty();
    }

    private static String filter(BundleRequirement requirement) {
        Map<String, String> directives = requirement.getDirectives();
        return directives.getOrDefault(Constants.FILTER_DIRECTIVE, "");
    }

    static String name(BundleRequirement requirement) {
        String kind = switch (requirement.getNamespace()) {
            case PackageNamespace.PACKAGE_NAMESPACE -> "package ";
            case BundleNamespace.BUNDLE_NAMESPACE, HostNamespace.HOST_NAMESPACE -> "bundle ";
            default -> "";
        };
        if (kind.isEmpty() || wanted(requirement).isEmpty()) {
            return "capability " + requirement.getNamespace() + " with " + filter(requirement);
        }
        boolean versions = kind.equals("bundle ") && !bounds(requirement).equals(Bounds.ANY);
        return kind + wanted(requirement).get() + (versions ? " in version " + bounds(requirement) : "");
    }

    static String name(BundleRevision revision) {
        return revision.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID
                ? "the server"
                : "bundle " + revision.getSymbolicName() + " " + revision.getVersion();
    }
}
