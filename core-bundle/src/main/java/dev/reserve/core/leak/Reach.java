package dev.reserve.core.leak;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Whether an object keeps a class loader, and by which of its fields: a short walk along strong references, which runs no code of anybody.
///
/// It sees the fields of all classes outside of the platform, and of those in packages that are open to it. It does not enter threads and
/// classes, by way of which everything is near to everything. For one thread, and for one look: it keeps the loader itself.
@SuppressWarnings("ReferenceEquality") // a loader is what it is; what its equals says is beside the point
final class Reach {

    /// As far as a list in a map in a field.
    private static final int STEPS = 7;
    /// From one object, so that a look at thousands of them ends.
    private static final int OBJECTS = 1000;
    private static final Object[] NONE = {};

    private final ClassLoader loader;
    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    /// An object that the walk has come to.
    ///
    /// @param path the fields by which it came, as one would write them
    private record Step(Object object, String path, int number) {}

    Reach(ClassLoader loader) {
        this.loader = loader;
    }

    /// Whether this is the loader, or one of those that have it as parent.
    boolean includes(@Nullable ClassLoader other) {
        for (ClassLoader each = other; each != null; each = each.getParent()) {
            if (each == loader) {
                return true;
            }
        }
        return false;
    }

    /// Says of an object that keeps the loader what it is.
    Optional<String> of(@Nullable Object start) {
        if (start == null) {
            return Optional.empty();
        }
        if (belongs(start)) {
            return Optional.of(name(start));
        }
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Step> open = new ArrayDeque<>();
        open.add(new Step(start, "", 0));
        for (Step step = open.poll(); step != null; step = open.poll()) {
            for (Step next : references(step)) {
                if (belongs(next.object)) {
                    return Optional.of(name(start) + " whose " + next.path + " is " + name(next.object));
                }
                if (next.number < STEPS && seen.size() < OBJECTS && worthwhile(next.object) && seen.add(next.object)) {
                    open.add(next);
                }
            }
        }
        return Optional.empty();
    }

    /// Adds a line for an object that keeps the loader.
    void check(String what, @Nullable Object object, List<String> holders) {
        of(object).ifPresent(how -> holders.add(what + ": " + how));
    }

    private boolean belongs(Object object) {
        return switch (object) {
            case Class<?> type -> includes(type.getClassLoader());
            case ClassLoader other -> includes(other);
            default -> includes(object.getClass().getClassLoader());
        };
    }

    private static boolean worthwhile(Object object) {
        return switch (object) {
            case Class<?> _,ClassLoader _,Module _,Thread _,ThreadGroup _,String _,Number _,Boolean _,Character _ -> false;
            default -> !object.getClass().isArray() || object instanceof Object[];
        };
    }

    private List<Step> references(Step step) {
        List<Step> references = new ArrayList<>();
        Object[] elements = step.object instanceof Object[] array ? array : NONE;
        for (int i = 0; i < elements.length && references.size() < OBJECTS; i++) {
            if (elements[i] != null) {
                references.add(new Step(elements[i], step.path + "[" + i + "]", step.number + 1));
            }
        }
        for (Class<?> type = step.object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : fields.computeIfAbsent(type, Reach::references)) {
                Object value = value(field, step.object);
                if (value != null) {
                    references.add(new Step(value, step.path + "." + field.getName(), step.number + 1));
                }
            }
        }
        return references;
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(field + " was open a moment ago", e);
        }
    }

    /// The fields of a class that keep what they refer to.
    private static List<Field> references(Class<?> type) {
        List<Field> references = new ArrayList<>();
        if (type.isArray() || type.getPackageName().equals(Reference.class.getPackageName())) {
            return references;
        }
        try {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers()) && field.trySetAccessible()) {
                    references.add(field);
                }
            }
        } catch (LinkageError | RuntimeException e) { // the type of a field is not to be had: a class that nobody can look into
            references.clear();
        }
        return references;
    }

    /// As a reader knows it; a lambda without the number that it has for this run.
    private static String name(Object object) {
        return switch (object) {
            case Class<?> type -> type.toString();
            case ClassLoader _ -> "the class loader";
            default -> "a " + object.getClass().getTypeName().replaceAll("/0x.*", "");
        };
    }
}
