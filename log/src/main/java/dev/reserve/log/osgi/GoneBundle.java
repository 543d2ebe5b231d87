package dev.reserve.log.osgi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;

/// Stands for a bundle that has been uninstalled since it logged. It does what an uninstalled bundle does.
///
/// @param name instead of a symbolic name
record GoneBundle(long id, String name) implements InvocationHandler {

    static Bundle of(long id, String name) {
        return (Bundle) Proxy.newProxyInstance(Bundle.class.getClassLoader(), new Class<?>[]{Bundle.class}, new GoneBundle(id, name));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "getBundleId" -> id;
            case "getSymbolicName", "toString" -> name;
            case "getLocation" -> "";
            case "getState" -> Bundle.UNINSTALLED;
            case "getVersion" -> Version.emptyVersion;
            case "getLastModified" -> 0L;
            case "getHeaders" -> FrameworkUtil.asDictionary(Map.<String, String>of());
            case "getBundleContext", "adapt" -> null;
            case "hashCode" -> Long.hashCode(id);
            case "equals" -> other(arguments) instanceof Bundle other && other.getBundleId() == id;
            case "compareTo" -> other(arguments) instanceof Bundle other ? Long.compare(id, other.getBundleId()) : 0;
            default -> throw new IllegalStateException("bundle " + id + " (" + name + ") has been uninstalled");
        };
    }

    private static @Nullable Object other(Object @Nullable [] arguments) {
        return arguments == null ? null : arguments[0];
    }
}
