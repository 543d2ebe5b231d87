package dev.reserve.core.osgi;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.deploy.PlainJar;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/// What a jar that is no bundle takes from others. As on a class path, the platform's packages go before its own; so do those that the server
/// and an app have to have in common: the packages of its service interfaces, and all that comes from the same bundles.
///
/// SLF4J is the server's too, unless the jar brings a backend of its own. Whatever else the jar needs has to be in it.
final class PlainImports {

    private final Bundle system;
    private final Map<String, BundleCapability> packages = new TreeMap<>();

    private PlainImports(Bundle system) {
        this.system = system;
    }

    /// @param bundles all that are installed
    /// @param ownLogging whether it brings SLF4J with a backend
    static PlainImports of(Collection<Bundle> bundles, PlainJar plain, boolean ownLogging) {
        Supply supply = new Supply(bundles);
        Bundle system = bundles.stream().filter(each -> each.getBundleId() == Constants.SYSTEM_BUNDLE_ID).findFirst().orElseThrow();
        PlainImports imports = new PlainImports(system);
        imports.take(system, name -> !name.startsWith("java.") && !(ownLogging && isLogging(name)));
        Set<Bundle> providers = new LinkedHashSet<>();
        Stream.concat(Stream.of(ReserveApp.class.getName()), plain.apps().stream().map(PlainJar.App::type))
                .map(type -> type.substring(0, type.lastIndexOf('.'))).forEach(name -> provider(supply, name).ifPresent(providers::add));
        providers.remove(system);
        providers.forEach(each -> imports.take(each, _ -> true));
        return imports;
    }

    private static boolean isLogging(String name) {
        return name.equals("org.slf4j") || name.startsWith("org.slf4j.");
    }

    /// That of the server goes before all that is deployed.
    private static Optional<Bundle> provider(Supply supply, String name) {
        return supply.exporters(name).stream().map(each -> each.getRevision().getBundle())
                .min(Comparator.comparingLong(Bundle::getBundleId));
    }

    private void take(Bundle bundle, Predicate<String> wanted) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        for (BundleCapability each : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            String name = String.valueOf(each.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            if (wanted.test(name) && !each.getDirectives().containsKey(Constants.MANDATORY_DIRECTIVE)) {
                packages.merge(name, each, (one, other) -> Supply.version(one).compareTo(Supply.version(other)) < 0 ? other : one);
            }
        }
    }

    /// The header `Import-Package`: exactly what is here, from nobody else.
    String header() {
        return packages.entrySet().stream().collect(Collectors.groupingBy(each -> source(each.getValue()), TreeMap::new,
                Collectors.mapping(Map.Entry::getKey, Collectors.joining(";")))).entrySet().stream()
                .map(each -> each.getValue() + each.getKey()).collect(Collectors.joining(","));
    }

    private String source(BundleCapability capability) {
        BundleRevision revision = capability.getRevision();
        String version = Supply.version(capability).toString();
        return ";version=\"[" + version + "," + version + "]\"" + (isSystem(capability)
                ? ""
                : ";" + Constants.BUNDLE_SYMBOLICNAME_ATTRIBUTE + "=\"" + revision.getSymbolicName() + "\"");
    }

    private boolean isSystem(BundleCapability capability) {
        return capability.getRevision().getBundle().equals(system);
    }

    /// Those among the packages of the jar that are of no use to it: it has to share them with the server. The platform's are not worth a word.
    Set<String> shadowed(Set<String> own) {
        return own.stream()
                .filter(name -> Optional.ofNullable(packages.get(name)).filter(each -> isLogging(name) || !isSystem(each)).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
