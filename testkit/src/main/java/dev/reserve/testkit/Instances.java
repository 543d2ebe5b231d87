package dev.reserve.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/// Makes objects of apps' classes.
final class Instances {

    private Instances() {}

    /// @throws IllegalArgumentException if the class has no constructor without parameters, or is abstract
    /// @throws Exception what the constructor throws
    static Object of(Class<?> type) throws Exception {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (NoSuchMethodException | InstantiationException e) {
            throw new IllegalArgumentException(type.getName() + " cannot be made; expected a class with a constructor without parameters",
                    e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
