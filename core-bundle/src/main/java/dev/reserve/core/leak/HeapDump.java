package dev.reserve.core.leak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What a heap dump is asked for: what refers to what, and what keeps it. Only the classes and the roots are kept, the other objects are met again in
/// each walk.
final class HeapDump implements AutoCloseable {

    private final Hprof file;
    private final HeapTypes types;
    private final Map<Long, Root> roots = new HashMap<>();

    /// What keeps an object alive by itself.
    ///
    /// @param thread the object of the thread it belongs to; 0 if none
    record Root(String what, long thread) {}

    /// An object that is not a class.
    ///
    /// @param type its class; 0 for a byte array
    /// @param length of an array; of another object, -1
    record Found(long type, long data, int length) {}

    /// Sees each reference from one object to another.
    interface References {
        void see(long from, long to);
    }

    /// Sees each object that is not a class, in the terms of [Found].
    private interface Objects extends Hprof.Visitor {
        @Override
        void object(long id, long type, long data, int length);
    }

    HeapDump(Path path) throws IOException {
        file = new Hprof(path);
        try {
            types = new HeapTypes(file);
            readRoots();
        } catch (IndexOutOfBoundsException e) {
            file.close();
            throw new IOException(path + " is not a complete heap dump", e);
        }
    }

    private void readRoots() {
        Map<Integer, Long> threads = new HashMap<>();
        file.walk(new Hprof.Visitor() {
            @Override
            public void root(long object, String what, int thread) {
                if (thread == 0 || !roots.containsKey(object)) {
                    roots.put(object, new Root(what, thread));
                }
            }

            @Override
            public void thread(int number, long object) {
                threads.put(number, object);
            }
        });
        roots.replaceAll((_, root) -> new Root(root.what, root.thread == 0 ? 0 : threads.getOrDefault((int) root.thread, 0L)));
    }

    @Override
    public void close() {
        file.close();
    }

    Map<Long, Root> roots() {
        return roots;
    }

    HeapTypes types() {
        return types;
    }

    /// Walks over all objects and shows their references, those of weak, phantom and final references excepted.
    ///
    /// @param soft whether those of soft references are shown
    void references(boolean soft, References references) {
        types.all().forEach(type -> type.statics().forEach(field -> {
            if (field.isReference() && field.value() != 0) {
                references.see(type.id(), field.value());
            }
        }));
        Map<Long, long[]> offsets = new HashMap<>();
        walk((id, type, data, length) -> {
            if (type == 0) {
                return;
            }
            references.see(id, type);
            if (length < 0) {
                for (long offset : offsets.computeIfAbsent(type, key -> types.followed(key, soft))) {
                    references.see(id, file.id(data + offset));
                }
            }
            for (int i = 0; i < length; i++) {
                references.see(id, element(data, i));
            }
        });
    }

    /// Finds objects again: the offset of each one's record, by id.
    Map<Long, Found> find(Collection<Long> ids) {
        Map<Long, Found> found = new HashMap<>();
        Set<Long> wanted = Set.copyOf(ids);
        walk((id, type, data, length) -> {
            if (wanted.contains(id)) {
                found.put(id, new Found(type, data, length));
            }
        });
        return found;
    }

    /// Finds the instances of a class with this name.
    Map<Long, Found> instances(String className) {
        Map<Long, Found> found = new HashMap<>();
        walk((id, type, data, length) -> {
            HeapTypes.Type known = types.get(type);
            if (known != null && length < 0 && known.name().equals(className)) {
                found.put(id, new Found(type, data, length));
            }
        });
        return found;
    }

    /// The value of an instance field; 0 if there is none of this name.
    long value(Found object, String name) {
        return types.value(object.type, object.data, name);
    }

    /// By which field or element an object refers to another.
    String reference(Found from, long to) {
        for (int i = 0; i < from.length; i++) {
            if (element(from.data, i) == to) {
                return "[" + i + "]";
            }
        }
        String field = from.length >= 0 ? "" : types.reference(from.type, from.data, to);
        return field.isEmpty() ? ", its class" : "." + field;
    }

    byte[] content(Found array) {
        return file.bytes(array.data, array.length);
    }

    private long element(long data, int index) {
        return file.id(data + (long) index * file.idSize());
    }

    private void walk(Objects objects) {
        file.walk(objects);
    }
}
