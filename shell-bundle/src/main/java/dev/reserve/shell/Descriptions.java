package dev.reserve.shell;

import java.lang.reflect.Method;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Descriptor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// What others say of their commands, in the annotations of Gogo.
record Descriptions(BundleContext context) {

    /// @param name with its scope
    /// @return empty if nothing is said
    String of(String name) {
        int colon = name.indexOf(':');
        String function = name.substring(colon + 1);
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(null, "(&(" + CommandProcessor.COMMAND_SCOPE + "="
                    + name.substring(0, colon) + ")(" + CommandProcessor.COMMAND_FUNCTION + "=" + function + "))");
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                Object service = context.getService(reference);
                for (Method method : service == null ? new Method[0] : service.getClass().getMethods()) {
                    Descriptor descriptor = method.getAnnotation(Descriptor.class);
                    if (descriptor != null && method.getName().equals(function)) {
                        return descriptor.value();
                    }
                }
                context.ungetService(reference);
            }
        } catch (InvalidSyntaxException _) { // a name with a bracket in it: no filter finds it
        }
        return "";
    }
}
