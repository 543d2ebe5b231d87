package dev.reserve.core.osgi;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/// The Felix Health Checks that a bundle has registered.
final class HealthChecks {

    private HealthChecks() {}

    /// What the first of them that is not OK says; empty if all are.
    static Optional<String> ailment(Bundle bundle) {
        ServiceReference<?>[] registered;
        BundleContext context = bundle.getBundleContext();
        try {
            registered = bundle.getRegisteredServices();
        } catch (IllegalStateException e) { // it has been uninstalled
            return Optional.empty();
        }
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            Optional<String> ailment = isCheck(reference) ? ailment(context, reference) : Optional.empty();
            if (ailment.isPresent()) {
                return ailment;
            }
        }
        return Optional.empty();
    }

    private static boolean isCheck(ServiceReference<?> reference) {
        for (String type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
            if (type.equals("org.apache.felix.hc.api.HealthCheck")) { // the class itself may not be there
                return true;
            }
        }
        return false;
    }

    private static Optional<String> ailment(BundleContext context, ServiceReference<?> reference) {
        String name = "health check " + name(reference.getProperty(HealthCheck.NAME), reference);
        try {
            if (!(context.getService(reference) instanceof HealthCheck check)) {
                return Optional.empty(); // gone, or of somebody else's package of that name
            }
            Result result = check.execute();
            if (result == null) { // a check need not be compiled with null checks
                return Optional.of(name + " returned null; expected a Result");
            }
            return result.isOk() ? Optional.empty() : Optional.of(name + " is " + result.getStatus() + messages(result));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(name + " failed: " + e);
        } finally {
            context.ungetService(reference);
        }
    }

    private static String name(@Nullable Object name, ServiceReference<?> reference) {
        return name == null ? String.valueOf(reference.getProperty(Constants.SERVICE_ID)) : name.toString();
    }

    private static String messages(Result result) {
        String text = StreamSupport.stream(result.spliterator(), false).filter(entry -> entry.getStatus() == result.getStatus())
                .map(ResultLog.Entry::getMessage).collect(Collectors.joining("; "));
        return text.isEmpty() ? "" : ": " + text;
    }
}
