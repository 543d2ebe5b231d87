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

/// A file in the format HPROF 1.0.2, as `hprof_b_spec.h` of the JDK describes it. It is mapped, not read into memory, and walked as often as one
/// wants to know something of it. Ends in the middle with an [IndexOutOfBoundsException].
final class Hprof implements AutoCloseable {

    /// The type of fields that are references.
    static final int OBJECT = 2;

    private static final String MAGIC = "JAVA PROFILE 1.0.2\0";
    private static final int STRING = 0x01;
    private static final int LOADED_CLASS = 0x02;
    private static final int HEAP_DUMP = 0x0C;
    private static final int HEAP_DUMP_SEGMENT = 0x1C;
    private static final int HEADER = 9;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private final int idSize;
    private final long firstRecord;

    /// Sees what there is in the file, in its order. Where something is in the file is said as an offset.
    interface Visitor {

        /// A string, to be read by [#text].
        default void string(long id, long at) {}

        /// The name of a class is the string `name`.
        default void name(long type, long name) {}

        /// What keeps an object alive by itself.
        ///
        /// @param thread the number of the thread it belongs to; 0 if none
        default void root(long object, String what, int thread) {}

        /// The object of a thread that has this number.
        default void thread(int number, long object) {}

        /// A class, to be read by [#fields].
        default void type(long id, long at) {}

        /// An object that is not a class. Arrays of primitives are left out, except those of bytes.
        ///
        /// @param type its class; 0 for an array of bytes
        /// @param data where its fields are, those of its class before those of the superclass; or its elements
        /// @param length of an array; of another object, -1
        default void object(long id, long type, long data, int length) {}
    }

    /// Sees the fields that a class declares.
    interface Fields {

        /// @param at where the value is, if the field is static; otherwise 0
        void see(long name, int type, long at);
    }

    Hprof(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
        firstRecord = MAGIC.length() + 12L;
        boolean known = bytes.byteSize() >= firstRecord && new String(bytes(0, MAGIC.length()), UTF_8).equals(MAGIC);
        idSize = known ? bytes.get(INT, MAGIC.length()) : 0;
        if (idSize != 4 && idSize != 8) {
            arena.close();
            throw new IOException(file + " is not a heap dump: it does not begin with \"JAVA PROFILE 1.0.2\" and ids of 4 or 8 bytes");
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    int idSize() {
        return idSize;
    }

    void walk(Visitor visitor) {
        for (long at = firstRecord; at < bytes.byteSize();) {
            int tag = bytes.get(ValueLayout.JAVA_BYTE, at);
            long body = at + HEADER;
            long end = body + Integer.toUnsignedLong(bytes.get(INT, at + 5));
            if (end > bytes.byteSize()) {
                throw new IndexOutOfBoundsException("the record at " + at + " ends at " + end);
            }
            switch (tag) {
                case STRING -> visitor.string(id(body), body);
                case LOADED_CLASS -> visitor.name(id(body + 4), id(body + 8 + idSize));
                case HEAP_DUMP, HEAP_DUMP_SEGMENT -> {
                    for (long next = body; next < end;) {
                        next = heap(visitor, next);
                    }
                }
                default -> {
                    // stacks and times, which nobody asks for
                }
            }
            at = end;
        }
    }

    /// Shows what of the heap is at `at`; returns the offset behind it.
    private long heap(Visitor visitor, long at) {
        int tag = bytes.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
        long start = at + 1;
        long id = id(start);
        long next = start + idSize;
        return switch (tag) {
            case 0xFF -> root(visitor, id, "unknown", next);
            case 0x01 -> root(visitor, id, "JNI global reference", next + idSize);
            case 0x02 -> rootOfThread(visitor, id, "JNI local reference", next, 8);
            case 0x03 -> rootOfThread(visitor, id, "local variable", next, 8);
            case 0x04 -> rootOfThread(visitor, id, "native stack", next, 4);
            case 0x05 -> root(visitor, id, "class of the platform", next);
            case 0x06 -> rootOfThread(visitor, id, "thread block", next, 4);
            case 0x07 -> root(visitor, id, "monitor in use", next);
            case 0x08 -> {
                visitor.thread(bytes.get(INT, next), id);
                yield root(visitor, id, "thread", next + 8);
            }
            case 0x20 -> {
                visitor.type(id, start);
                yield fields(start, (_, _, _) -> {});
            }
            case 0x21 -> {
                long data = next + 8 + idSize;
                visitor.object(id, id(next + 4), data, -1);
                yield data + Integer.toUnsignedLong(bytes.get(INT, data - 4));
            }
            case 0x22 -> {
                int length = bytes.get(INT, next + 4);
                long data = next + 8 + idSize;
                visitor.object(id, id(next + 8), data, length);
                yield data + Integer.toUnsignedLong(length) * idSize;
            }
            case 0x23 -> {
                int length = bytes.get(INT, next + 4);
                int type = bytes.get(ValueLayout.JAVA_BYTE, next + 8);
                long data = next + 9;
                if (type == 8) {
                    visitor.object(id, 0, data, length);
                }
                yield data + Integer.toUnsignedLong(length) * size(type);
            }
            default -> throw new IndexOutOfBoundsException("tag " + tag + " at " + at);
        };
    }

    private static long root(Visitor visitor, long id, String what, long next) {
        visitor.root(id, what, 0);
        return next;
    }

    private long rootOfThread(Visitor visitor, long id, String what, long thread, int length) {
        visitor.root(id, what, bytes.get(INT, thread));
        return thread + length;
    }

    /// Shows the static fields of the class at `at`, then those of its instances; returns the offset behind it.
    long fields(long at, Fields fields) {
        long next = at + 7L * idSize + 8;
        int constants = count(next);
        next += 2;
        for (int i = 0; i < constants; i++) {
            next += 3 + size(bytes.get(ValueLayout.JAVA_BYTE, next + 2));
        }
        int statics = count(next);
        next += 2;
        for (int i = 0; i < statics; i++) {
            int type = bytes.get(ValueLayout.JAVA_BYTE, next + idSize);
            fields.see(id(next), type, next + idSize + 1);
            next += idSize + 1 + size(type);
        }
        int own = count(next);
        next += 2;
        for (int i = 0; i < own; i++) {
            fields.see(id(next), bytes.get(ValueLayout.JAVA_BYTE, next + idSize), 0);
            next += idSize + 1;
        }
        return next;
    }

    /// What the class at `at` refers to beside its fields: superclass, class loader, signers, protection domain.
    long link(long at, int number) {
        return id(at + idSize + 4 + (long) number * idSize);
    }

    String text(long at) {
        int length = bytes.get(INT, at - 4);
        return new String(bytes(at + idSize, length - idSize), UTF_8);
    }

    byte[] bytes(long at, int length) {
        return bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    }

    long id(long at) {
        return idSize == 8 ? bytes.get(LONG, at) : Integer.toUnsignedLong(bytes.get(INT, at));
    }

    /// The value of a field of this type.
    long read(int type, long at) {
        return switch (size(type)) {
            case 1 -> bytes.get(ValueLayout.JAVA_BYTE, at);
            case 2 -> bytes.get(SHORT, at);
            case 4 -> bytes.get(INT, at);
            default -> type == OBJECT ? id(at) : bytes.get(LONG, at);
        };
    }

    int size(int type) {
        return switch (type) {
            case OBJECT -> idSize;
            case 4, 8 -> 1; // boolean, byte
            case 5, 9 -> 2; // char, short
            case 6, 10 -> 4; // float, int
            case 7, 11 -> 8; // double, long
            default -> throw new IndexOutOfBoundsException("type " + type);
        };
    }

    private int count(long at) {
        return Short.toUnsignedInt(bytes.get(SHORT, at));
    }
}
