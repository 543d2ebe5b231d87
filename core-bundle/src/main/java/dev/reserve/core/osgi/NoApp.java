package dev.reserve.core.osgi;

import dev.reserve.app.ReserveApp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/// A bundle that has started, and of which nobody gets an app: why that is, and what to do about it, as far as it can be seen from outside.
final class NoApp {

    private static final String SERVICE_COMPONENT = "Service-Component";
    private static final Pattern IMPLEMENTATION = Pattern.compile("<[^>]*\\bimplementation\\b[^>]*\\bclass\\s*=\\s*[\"']([^\"']+)[\"']");
    private static final String EXAMPLE = "@Component(property = \"" + ReserveApp.NAME + "=NAME\")";

    private final BundleContext context;
    private final Bundle bundle;

    private NoApp(BundleContext context, Bundle bundle) {
        this.context = context;
        this.bundle = bundle;
    }

    /// @param context of who would serve with the app
    static String reason(BundleContext context, Bundle bundle) {
        try {
            NoApp noApp = new NoApp(context, bundle);
            return noApp.services().map(noApp::service).flatMap(Optional::stream).findFirst().or(noApp::components)
                    .orElse("it registers no service " + ReserveApp.class.getName() + " with the property " + ReserveApp.NAME
                            + "; if the log has an error of the bundle, that is why");
        } catch (IllegalStateException e) {
            return "it has been uninstalled";
        }
    }

    /// Those whose types are of Reserve.
    private Stream<ServiceReference<?>> services() {
        ServiceReference<?>[] all = bundle.getRegisteredServices();
        return Stream.of(all == null ? new ServiceReference<?>[0] : all).filter(each -> type(each).startsWith("dev.reserve."));
    }

    private static String type(ServiceReference<?> service) {
        return ((String[]) service.getProperty(Constants.OBJECTCLASS))[0];
    }

    private Optional<String> service(ServiceReference<?> service) {
        String type = type(service);
        if (!service.isAssignableTo(context.getBundle(), type)) {
            return Optional
                    .of("its " + type + " is a copy in the jar, and not the server's. Leave the package out of the jar, and import it "
                            + "(bnd does so, if the API is a dependency of scope provided)");
        }
        return switch (service.getProperty(ReserveApp.NAME)) {
            case null ->
                Optional.of("its service " + type + " has no property " + ReserveApp.NAME + "; expected the name of the app, as in "
                        + EXAMPLE);
            case String name when !name.isBlank() ->
                components().or(() -> Optional.of("its service " + type + " with " + ReserveApp.NAME + "="
                        + name + " cannot be made: the log has the exception"));
            case Object other -> Optional.of("the property " + ReserveApp.NAME + " of its service " + type + " is '" + other
                    + "'; expected one name, as in " + EXAMPLE);
        };
    }

    /// What is wrong with what the manifest says of components.
    private Optional<String> components() {
        String entries = header(SERVICE_COMPONENT);
        if (entries == null) {
            return header(Constants.BUNDLE_ACTIVATOR) == null
                    ? Optional.of("its manifest has neither " + SERVICE_COMPONENT + " nor " + Constants.BUNDLE_ACTIVATOR
                            + ", and so nothing tells of an app. If it is one, annotate its class with " + EXAMPLE
                            + ", and have bnd make the jar")
                    : Optional.empty();
        }
        return Stream.of(entries.split("\\s*,\\s*", -1)).filter(entry -> !entry.isBlank() && entry.indexOf('*') < 0).map(this::component)
                .flatMap(Optional::stream).findFirst();
    }

    private @Nullable String header(String name) {
        String value = bundle.getHeaders("").get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private Optional<String> component(String entry) {
        URL description = bundle.getEntry(entry);
        if (description == null) {
            return Optional.of(SERVICE_COMPONENT + " in its manifest names " + entry + ", which is not in the jar");
        }
        try (InputStream in = description.openStream()) {
            return IMPLEMENTATION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).results()
                    .map(each -> implementation(entry, each.group(1))).flatMap(Optional::stream).findFirst();
        } catch (IOException e) {
            return Optional.of(entry + " cannot be read: " + e);
        }
    }

    private Optional<String> implementation(String entry, String name) {
        try {
            Class<?> implementation = bundle.loadClass(name);
            // What they mention is loaded only now, as when the component is made.
            var _ = implementation.getDeclaredConstructors();
            var _ = implementation.getDeclaredMethods();
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            Supply supply = new Supply(List.of(context.getBundles()));
            return Optional.of(entry + " names " + name + ", which cannot be loaded: " + e
                    + NewerJava.hint(e).or(() -> MissingClass.hint(bundle, e, supply)).map("; "::concat).orElse(""));
        }
    }
}
