package dev.reserve.shell;

import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/// Lets commands take bundles, given by id or by symbolic name: without it, Gogo's `headers 11` knows no bundle 11.
final class BundleConverter implements Converter {

    private final BundleContext context;

    BundleConverter(BundleContext context) {
        this.context = context;
    }

    @Override
    public @Nullable Object convert(Class<?> desiredType, Object in) {
        return desiredType == Bundle.class ? bundle(in.toString()) : null;
    }

    private @Nullable Bundle bundle(String name) {
        if (name.matches("\\d{1,18}")) {
            return context.getBundle(Long.parseLong(name));
        }
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        return null;
    }

    /// Leaves it to Gogo.
    @Override
    public @Nullable CharSequence format(Object target, int level, Converter escape) {
        return null;
    }
}
