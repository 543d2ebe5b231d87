package dev.reserve.core.leak;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/// What the platform has but shows to nobody, where the JVM was started so that one may look: with `Add-Opens` in the manifest of the program, or
/// `--add-opens`. Where not, and where a later platform has it no more, there is nothing.
final class Opened {

    private static final Logger LOG = System.getLogger("reserve.leak");

    private Opened() {}

    /// The class of the platform with this name.
    static Optional<Class<?>> type(String name) {
        try {
            return Optional.of(Class.forName(name, false, ClassLoader.getPlatformClassLoader()));
        } catch (ClassNotFoundException e) {
            LOG.log(Level.DEBUG, "this platform has no {0}", name);
            return Optional.empty();
        }
    }

    /// The value of a field that `declaring` declares.
    ///
    /// @param object whose; null if the field is static
    static Optional<Object> field(Class<?> declaring, String name, @Nullable Object object) {
        try {
            Field field = declaring.getDeclaredField(name);
            return open(field, declaring) ? Optional.ofNullable(field.get(object)) : Optional.empty();
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "{0} has no field {1}", declaring.getName(), name);
            return Optional.empty();
        }
    }

    /// What a method without side effects gives.
    static Optional<Object> call(Class<?> declaring, @Nullable Object object, String name, Object... arguments) {
        try {
            Class<?>[] types = new Class<?>[arguments.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = arguments[i].getClass();
            }
            Method method = declaring.getDeclaredMethod(name, types);
            return open(method, declaring) ? Optional.ofNullable(method.invoke(object, arguments)) : Optional.empty();
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, declaring.getName() + "." + name + " gives nothing", e);
            return Optional.empty();
        }
    }

    private static boolean open(AccessibleObject member, Class<?> declaring) {
        boolean open = member.trySetAccessible();
        if (!open) {
            LOG.log(Level.DEBUG, "holders may be missing without --add-opens={0}/{1}=ALL-UNNAMED", declaring.getModule().getName(),
                    declaring.getPackageName());
        }
        return open;
    }
}
