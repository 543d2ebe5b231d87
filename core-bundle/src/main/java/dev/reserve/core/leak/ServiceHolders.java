package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// Services that are still registered. Those of the app's own bundle went with it; these are registered by way of another bundle.
final class ServiceHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        Optional<BundleContext> context = Optional.ofNullable(FrameworkUtil.getBundle(ServiceHolders.class)).map(Bundle::getBundleContext);
        try {
            ServiceReference<?>[] references = context.isEmpty() ? null : context.get().getAllServiceReferences(null, null);
            if (references != null) {
                Arrays.stream(references).forEach(reference -> service(context.get(), reference, reach, holders));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter has a wrong syntax", e);
        }
        return holders;
    }

    private static void service(BundleContext context, ServiceReference<?> reference, Reach reach, List<String> holders) {
        String what = "service " + String.join(", ", (String[]) reference.getProperty(Constants.OBJECTCLASS)) + " of bundle "
                + Optional.ofNullable(reference.getBundle()).map(Bundle::getSymbolicName).orElse("?");
        for (String key : reference.getPropertyKeys()) {
            reach.check("property " + key + " of " + what, reference.getProperty(key), holders);
        }
        // Others make their objects when they are asked for one.
        if (Constants.SCOPE_SINGLETON.equals(reference.getProperty(Constants.SERVICE_SCOPE))) {
            reach.check(what, context.getService(reference), holders);
            context.ungetService(reference);
        }
    }
}
