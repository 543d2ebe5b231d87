package dev.reserve.core.leak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A heap dump in the format HPROF 1.0.2, as `hprof_b_spec.h` of the JDK describes it. It is mapped, not read into memory; of the objects in it
/// only classes are kept, the others are met again in each walk.
final class HeapDump implements AutoCloseable {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int OBJECT = 2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private final int idSize;
    private final long firstRecord;
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Long> classNames = new HashMap<>();
    private final Map<Long, Type> types = new HashMap<>();
    private final Map<Long, Root> roots = new HashMap<>();
    private final Map<Integer, Long> threads = new HashMap<>();

    /// What keeps an object alive by itself.
    ///
    /// @param thread the object of the thread it belongs to; 0 if none
    record Root(String what, long thread) {}

    /// A field of a class, or a reference that is as good as one.
    ///
    /// @param value of a static field; of an instance field, its offset among those of its class
    record Field(String name, int type, long value) {}

    /// A class.
    ///
    /// @param size how many bytes the fields that it declares have in each of its instances; those of its superclass follow
    record Type(long id, String name, long parent, List<Field> statics, List<Field> fields, int size) {}

    /// Sees each reference from one object to another.
    interface References {
        void see(long from, long to);
    }

    HeapDump(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        try {
            long offset = "JAVA PROFILE 1.0.2".length() + 1L;
            idSize = bytes.get(INT, offset);
            firstRecord = offset + 4 + 8;
            records();
        } catch (IndexOutOfBoundsException e) {
            arena.close();
            throw new IOException(file + " is not a complete heap dump", e);
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    Map<Long, Root> roots() {
        return roots;
    }

    /// The class with this id, if the object with this id is a class.
    @Nullable
    Type type(long id) {
        return types.get(id);
    }

    /// Walks over all objects and shows their references, those of weak, phantom and final references excepted.
    ///
    /// @param soft whether those of soft references are shown
    void references(boolean soft, References references) {
        types.values().forEach(type -> type.statics.forEach(field -> {
            if (field.type == OBJECT && field.value != 0) {
                references.see(type.id, field.value);
            }
        }));
        Map<Long, long[]> offsets = new HashMap<>();
        objects((id, type, data, length) -> {
            if (type == 0) {
                return;
            }
            references.see(id, type);
            if (length < 0) {
                for (long offset : offsets.computeIfAbsent(type, key -> followed(key, soft))) {
                    references.see(id, id(data + offset));
                }
            }
            for (int i = 0; i < length; i++) {
                references.see(id, id(data + (long) i * idSize));
            }
        });
    }

    /// Finds objects again: the offset of each one's record, by id.
    Map<Long, Found> find(Collection<Long> ids) {
        Map<Long, Found> found = new HashMap<>();
        Set<Long> wanted = Set.copyOf(ids);
        objects((id, type, data, length) -> {
            if (wanted.contains(id)) {
                found.put(id, new Found(type, data, length));
            }
        });
        return found;
    }

    /// An object that is not a class.
    ///
    /// @param type its class; 0 for a byte array
    /// @param length of an array; of another object, -1
    record Found(long type, long data, int length) {}

    /// Finds the instances of a class with this name.
    Map<Long, Found> instances(String className) {
        Map<Long, Found> found = new HashMap<>();
        objects((id, type, data, length) -> {
            Type known = types.get(type);
            if (known != null && length < 0 && known.name.equals(className)) {
                found.put(id, new Found(type, data, length));
            }
        });
        return found;
    }

    /// The value of an instance field; 0 if there is none of this name.
    long value(Found object, String name) {
        long offset = object.data;
        for (Type type = types.get(object.type); type != null; type = types.get(type.parent)) {
            for (Field field : type.fields) {
                if (field.name.equals(name)) {
                    return read(field.type, offset + field.value);
                }
            }
            offset += type.size;
        }
        return 0;
    }

    /// By which field or element an object refers to another.
    String reference(Found from, long to) {
        if (from.length >= 0) {
            for (int i = 0; i < from.length; i++) {
                if (id(from.data + (long) i * idSize) == to) {
                    return "[" + i + "]";
                }
            }
        }
        long offset = from.data;
        for (Type type = from.length >= 0 ? null : types.get(from.type); type != null; type = types.get(type.parent)) {
            for (Field field : type.fields) {
                if (field.type == OBJECT && id(offset + field.value) == to) {
                    return "." + field.name;
                }
            }
            offset += type.size;
        }
        return ", its class";
    }

    byte[] content(Found array) {
        return bytes.asSlice(array.data, array.length).toArray(ValueLayout.JAVA_BYTE);
    }

    /// Where in an instance the references are that keep what they refer to.
    private long[] followed(long id, boolean soft) {
        List<Long> offsets = new ArrayList<>();
        long offset = 0;
        boolean keeps = true;
        for (Type type = types.get(id); type != null; type = types.get(type.parent)) {
            keeps &= switch (type.name) {
                case "java.lang.ref.WeakReference", "java.lang.ref.PhantomReference", "java.lang.ref.FinalReference" -> false;
                case "java.lang.ref.SoftReference" -> soft;
                default -> true;
            };
            for (Field field : type.fields) {
                boolean referent = type.name.equals("java.lang.ref.Reference") && field.name.equals("referent");
                if (field.type == OBJECT && (keeps || !referent)) {
                    offsets.add(offset + field.value);
                }
            }
            offset += type.size;
        }
        return offsets.stream().mapToLong(Long::longValue).toArray();
    }

    /// Sees each object that is not a class, in the terms of [Found].
    private interface Objects {
        void see(long id, long type, long data, int length);
    }

    private void records() {
        for (long at = firstRecord; at < bytes.byteSize();) {
            int tag = bytes.get(ValueLayout.JAVA_BYTE, at);
            long length = Integer.toUnsignedLong(bytes.get(INT, at + 5));
            long body = at + 9;
            switch (tag) {
                case 0x01 -> names.put(id(body), new String(
                        bytes.asSlice(body + idSize, length - idSize).toArray(ValueLayout.JAVA_BYTE), UTF_8));
                case 0x02 -> classNames.put(id(body + 4), id(body + 4 + idSize + 4));
                case 0x0C, 0x1C -> segment(body, body + length, null);
                default -> {
                    // stacks and times, which nobody asks for
                }
            }
            at = body + length;
        }
        names.clear(); // most of them are those of methods
        roots.replaceAll((_, root) -> new Root(root.what, root.thread == 0 ? 0 : threads.getOrDefault((int) root.thread, 0L)));
    }

    private void objects(Objects visitor) {
        for (long at = firstRecord; at < bytes.byteSize();) {
            int tag = bytes.get(ValueLayout.JAVA_BYTE, at);
            long length = Integer.toUnsignedLong(bytes.get(INT, at + 5));
            if (tag == 0x0C || tag == 0x1C) {
                segment(at + 9, at + 9 + length, visitor);
            }
            at += 9 + length;
        }
    }

    /// @param visitor null in the first walk, which is for classes and roots
    private void segment(long start, long end, @Nullable Objects visitor) {
        for (long at = start; at < end;) {
            int tag = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
            at++;
            long id = id(at);
            long next = at + idSize;
            switch (tag) {
                case 0xFF -> root(visitor, id, "unknown", 0);
                case 0x01 -> {
                    root(visitor, id, "JNI global reference", 0);
                    next += idSize;
                }
                case 0x02 -> {
                    root(visitor, id, "JNI local reference", bytes.get(INT, next));
                    next += 8;
                }
                case 0x03 -> {
                    root(visitor, id, "local variable", bytes.get(INT, next));
                    next += 8;
                }
                case 0x04 -> {
                    root(visitor, id, "native stack", bytes.get(INT, next));
                    next += 4;
                }
                case 0x05 -> root(visitor, id, "class of the platform", 0);
                case 0x06 -> {
                    root(visitor, id, "thread block", bytes.get(INT, next));
                    next += 4;
                }
                case 0x07 -> root(visitor, id, "monitor in use", 0);
                case 0x08 -> {
                    threads.put(bytes.get(INT, next), id);
                    root(visitor, id, "thread", 0);
                    next += 8;
                }
                case 0x20 -> next = type(visitor, at);
                case 0x21 -> {
                    int size = bytes.get(INT, next + 4 + idSize);
                    if (visitor != null) {
                        visitor.see(id, id(next + 4), next + 8 + idSize, -1);
                    }
                    next += 8 + idSize + size;
                }
                case 0x22 -> {
                    int length = bytes.get(INT, next + 4);
                    if (visitor != null) {
                        visitor.see(id, id(next + 8), next + 8 + idSize, length);
                    }
                    next += 8 + idSize + (long) length * idSize;
                }
                case 0x23 -> {
                    int length = bytes.get(INT, next + 4);
                    int type = bytes.get(ValueLayout.JAVA_BYTE, next + 8);
                    if (visitor != null && type == 8) {
                        visitor.see(id, 0, next + 9, length);
                    }
                    next += 9 + (long) length * size(type);
                }
                default -> throw new IndexOutOfBoundsException("tag " + tag + " at " + at);
            }
            at = next;
        }
    }

    private void root(@Nullable Objects visitor, long id, String what, int thread) {
        if (visitor == null && (thread == 0 || !roots.containsKey(id))) {
            roots.put(id, new Root(what, thread));
        }
    }

    /// Reads the class at `at`; returns the offset behind it.
    private long type(@Nullable Objects visitor, long at) {
        long id = id(at);
        List<Field> statics = new ArrayList<>();
        long parent = id(at + idSize + 4);
        String[] links = {"superclass", "class loader", "signers", "protection domain"};
        for (int i = 0; i < links.length; i++) {
            statics.add(new Field(links[i], OBJECT, id(at + idSize + 4 + (long) i * idSize)));
        }
        long next = at + 7L * idSize + 8;
        int constants = Short.toUnsignedInt(bytes.get(SHORT, next));
        next += 2;
        for (int i = 0; i < constants; i++) {
            next += 3 + size(bytes.get(ValueLayout.JAVA_BYTE, next + 2));
        }
        int number = Short.toUnsignedInt(bytes.get(SHORT, next));
        next += 2;
        for (int i = 0; i < number; i++) {
            int type = bytes.get(ValueLayout.JAVA_BYTE, next + idSize);
            long value = next + idSize + 1;
            statics.add(new Field(name(id(next)), type, read(type, value)));
            next = value + size(type);
        }
        number = Short.toUnsignedInt(bytes.get(SHORT, next));
        next += 2;
        List<Field> fields = new ArrayList<>();
        int size = 0;
        for (int i = 0; i < number; i++) {
            int type = bytes.get(ValueLayout.JAVA_BYTE, next + idSize);
            fields.add(new Field(name(id(next)), type, size));
            size += size(type);
            next += idSize + 1;
        }
        if (visitor == null) {
            types.put(id, new Type(id, name(classNames.getOrDefault(id, 0L)).replace('/', '.'), parent, statics, fields, size));
        }
        return next;
    }

    private String name(long id) {
        return names.getOrDefault(id, "?");
    }

    private long id(long at) {
        return idSize == 8 ? bytes.get(LONG, at) : Integer.toUnsignedLong(bytes.get(INT, at));
    }

    private long read(int type, long at) {
        return switch (size(type)) {
            case 1 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            case 2 -> bytes.get(SHORT, at);
            case 4 -> bytes.get(INT, at);
            default -> type == OBJECT ? id(at) : bytes.get(LONG, at);
        };
    }

    private int size(int type) {
        return switch (type) {
            case OBJECT -> idSize;
            case 4, 8 -> 1; // boolean, byte
            case 5, 9 -> 2; // char, short
            case 6, 10 -> 4; // float, int
            case 7, 11 -> 8; // double, long
            default -> throw new IndexOutOfBoundsException("type " + type);
        };
    }
}
