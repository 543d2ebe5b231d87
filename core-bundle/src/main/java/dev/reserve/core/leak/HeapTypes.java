package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/// The classes of a heap dump, and what their instances look like.
final class HeapTypes {

    private static final List<String> LINKS = List.of("superclass", "class loader", "signers", "protection domain");

    private final Hprof file;
    private final Map<Long, Type> types = new HashMap<>();

    /// A field of a class, or a reference that is as good as one.
    ///
    /// @param value of a static field; of an instance field, its offset among those of its class
    record Field(String name, int type, long value) {

        boolean isReference() {
            return type == Hprof.OBJECT;
        }
    }

    /// A class.
    ///
    /// @param size how many bytes the fields that it declares have in each of its instances; those of its superclass follow
    record Type(long id, String name, long parent, List<Field> statics, List<Field> fields, int size) {}

    /// Sees the fields of an instance.
    private interface Declared {

        /// @param offset of the value among those of the instance
        void see(Type by, Field field, long offset);
    }

    HeapTypes(Hprof file) {
        this.file = file;
        LongMap strings = new LongMap();
        LongMap names = new LongMap();
        LongMap places = new LongMap();
        file.walk(new Hprof.Visitor() {
            @Override
            public void string(long id, long at) {
                strings.put(id, at);
            }

            @Override
            public void name(long type, long name) {
                names.put(type, name);
            }

            @Override
            public void type(long id, long at) {
                places.put(id, at);
            }
        });
        for (long id : places.keys()) {
            types.put(id, read(id, places.get(id), name(strings, names.get(id)).replace('/', '.'), strings));
        }
    }

    private Type read(long id, long at, String name, LongMap strings) {
        List<Field> statics = new ArrayList<>();
        for (int i = 0; i < LINKS.size(); i++) {
            statics.add(new Field(LINKS.get(i), Hprof.OBJECT, file.link(at, i)));
        }
        List<Field> fields = new ArrayList<>();
        int[] size = {0};
        file.fields(at, (field, type, value) -> {
            if (value == 0) {
                fields.add(new Field(name(strings, field), type, size[0]));
                size[0] += file.size(type);
            } else {
                statics.add(new Field(name(strings, field), type, file.read(type, value)));
            }
        });
        return new Type(id, name, file.link(at, 0), statics, fields, size[0]);
    }

    private String name(LongMap strings, long id) {
        long at = id == 0 ? 0 : strings.get(id);
        return at == 0 ? "?" : file.text(at);
    }

    /// The class with this id, if the object with this id is a class.
    @Nullable
    Type get(long id) {
        return types.get(id);
    }

    Collection<Type> all() {
        return types.values();
    }

    /// The value of a field of an instance; 0 if there is none of this name.
    ///
    /// @param data where the fields of the instance are
    long value(long type, long data, String name) {
        long[] value = {0};
        fields(type, (_, field, offset) -> {
            if (field.name.equals(name)) {
                value[0] = file.read(field.type, data + offset);
            }
        });
        return value[0];
    }

    /// The name of the field by which an instance refers to another object; empty if there is none.
    String reference(long type, long data, long to) {
        List<String> found = new ArrayList<>();
        fields(type, (_, field, offset) -> {
            if (field.isReference() && file.id(data + offset) == to) {
                found.add(field.name);
            }
        });
        return found.isEmpty() ? "" : found.getFirst();
    }

    /// Where in an instance the references are that keep what they refer to: all but those of weak, phantom and final references.
    ///
    /// @param soft whether those of soft references are among them
    long[] followed(long type, boolean soft) {
        List<Long> offsets = new ArrayList<>();
        boolean keeps = keeps(type, soft);
        fields(type, (by, field, offset) -> {
            boolean referent = by.name.equals("java.lang.ref.Reference") && field.name.equals("referent");
            if (field.isReference() && (keeps || !referent)) {
                offsets.add(offset);
            }
        });
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }

    private boolean keeps(long id, boolean soft) {
        for (Type type = types.get(id); type != null; type = types.get(type.parent)) {
            switch (type.name) {
                case "java.lang.ref.WeakReference", "java.lang.ref.PhantomReference", "java.lang.ref.FinalReference" -> {
                    return false;
                }
                case "java.lang.ref.SoftReference" -> {
                    return soft;
                }
                default -> {
                    // its superclass may be one of them
                }
            }
        }
        return true;
    }

    private void fields(long id, Declared seen) {
        long offset = 0;
        for (Type type = types.get(id); type != null; type = types.get(type.parent)) {
            for (Field field : type.fields) {
                seen.see(type, field, offset + field.value);
            }
            offset += type.size;
        }
    }
}
