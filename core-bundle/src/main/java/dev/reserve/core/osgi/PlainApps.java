package dev.reserve.core.osgi;

import dev.reserve.app.ReserveApp;
import dev.reserve.core.deploy.PlainJar;
import dev.reserve.core.deploy.RejectedException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

/// Registers the apps of a jar that was no bundle, as its activator would if it had one.
final class PlainApps {

    private static final String EXPECTED = "; expected a public class with a public constructor without parameters";

    private PlainApps() {}

    /// Makes one object of each class, and registers them all. The framework takes the registrations back when the bundle stops.
    ///
    /// @param bundle started
    static void register(Bundle bundle, PlainJar plain) throws RejectedException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(bundle.adapt(BundleWiring.class).getClassLoader()); // for constructors that look for what the jar provides
        try {
            Map<PlainJar.App, Object> made = new LinkedHashMap<>();
            for (PlainJar.App app : plain.apps()) {
                made.put(app, make(bundle, app));
            }
            made.forEach((app, object) -> {
                Map<String, Object> properties = new HashMap<>(plain.properties());
                properties.put(ReserveApp.NAME, app.name());
                bundle.getBundleContext().registerService(app.type(), object, FrameworkUtil.asDictionary(properties));
            });
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Object make(Bundle bundle, PlainJar.App app) throws RejectedException {
        Class<?> type = load(bundle, app.type(), app);
        Class<?> made = load(bundle, app.className(), app);
        if (!type.isAssignableFrom(made)) {
            throw new RejectedException(app.origin() + " names " + app.className() + ", which does not implement " + app.type());
        }
        if (!Modifier.isPublic(made.getModifiers()) || Modifier.isAbstract(made.getModifiers())) {
            throw new RejectedException(app.origin() + " names " + app.className() + ", which is "
                    + (made.isInterface() ? "an interface" : Modifier.isAbstract(made.getModifiers()) ? "abstract" : "not public")
                    + EXPECTED);
        }
        try {
            return made.getConstructor().newInstance();
        } catch (NoSuchMethodException _) {
            throw new RejectedException(app.origin() + " names " + app.className() + ", which has no public constructor without parameters"
                    + EXPECTED + (isObject(made) ? " (in Kotlin: a class, not an object)" : ""));
        } catch (InvocationTargetException e) {
            throw RejectedException.of("the constructor of " + app.className() + " has failed", e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw RejectedException.of(app.className() + " cannot be made", e);
        }
    }

    /// As Kotlin writes what is declared as `object`.
    private static boolean isObject(Class<?> made) {
        try {
            return Modifier.isStatic(made.getField("INSTANCE").getModifiers());
        } catch (NoSuchFieldException _) {
            return false;
        }
    }

    private static Class<?> load(Bundle bundle, String name, PlainJar.App app) throws RejectedException {
        try {
            return bundle.loadClass(name);
        } catch (ClassNotFoundException e) {
            boolean there = bundle.getEntry(name.replace('.', '/') + ".class") != null;
            throw there
                    ? RejectedException.of(app.origin() + " names " + name + ", which cannot be loaded", e)
                    : new RejectedException(app.origin() + " names " + name + ", and there is no such class in the jar");
        } catch (LinkageError e) {
            throw RejectedException.of(app.origin() + " names " + name + ", which cannot be loaded", e);
        }
    }
}
