package dev.reserve.core.leak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Heap dumps made by hand, after `hprof_b_spec.h`, with ids of four bytes, as a JVM of 32 bits writes them.
class HeapDumpTest {

    private static final int BOX = 0x100;
    private static final int SUBJECT = 0x200;
    private static final int BOXED = 0x300;
    private static final int ARRAY = 0x400;
    private static final int THREAD = 0x500;

    @TempDir
    Path directory;

    @Test
    void whatRefersToWhatIsRead() throws IOException {
        try (HeapDump dump = new HeapDump(file(complete()))) {
            List<String> references = new ArrayList<>();
            dump.references(false, (from, to) -> references.add(Long.toHexString(from) + ">" + Long.toHexString(to)));
            assertTrue(references.containsAll(List.of("200>100", "200>300", "400>200", "100>300")), references.toString());
            assertEquals(Map.of((long) ARRAY, new HeapDump.Root("local variable", THREAD), (long) THREAD, new HeapDump.Root("thread", 0)),
                    dump.roots());
            HeapDump.Found box = dump.instances("some.Box").values().iterator().next();
            assertEquals(7, dump.value(box, "number"));
            assertEquals(".content", dump.reference(box, BOXED));
            HeapDump.Found array = dump.find(List.of((long) ARRAY)).values().iterator().next();
            assertEquals("[1]", dump.reference(array, SUBJECT));
        }
    }

    @Test
    void aFileThatEndsInTheMiddleIsNamed() throws IOException {
        byte[] complete = complete();
        for (int length : List.of(40, complete.length / 2, complete.length - 1)) {
            Path path = file(Arrays.copyOf(complete, length));
            String message = assertThrows(IOException.class, () -> new HeapDump(path).close()).getMessage();
            assertEquals(path + " is not a complete heap dump", message);
        }
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        for (String content : List.of("", "JAVA PROFILE", "JAVA PROFILE 1.0.1\0and so on, and so on",
                "JAVA PROFILE 1.0.2\0\0\0\0\3and so on")) {
            Path path = file(content.getBytes(ISO_8859_1));
            String message = assertThrows(IOException.class, () -> new HeapDump(path).close()).getMessage();
            assertEquals(path + " is not a heap dump: it does not begin with \"JAVA PROFILE 1.0.2\" and ids of 4 or 8 bytes", message);
        }
    }

    @Test
    void anUnknownRecordOfTheHeapIsNotTakenForSomethingElse() throws IOException {
        Path path = file(dump(record(0x1C, bytes(16).put((byte) 0x77).putInt(1).putInt(2))));
        assertThrows(IOException.class, () -> new HeapDump(path).close());
    }

    /// A class `some.Box` with a static reference and two fields, an instance of it, an array with that, and a thread that has the array.
    private static byte[] complete() {
        ByteBuffer heap = bytes(500);
        heap.put((byte) 0x08).putInt(THREAD).putInt(1).putInt(0);
        heap.put((byte) 0x03).putInt(ARRAY).putInt(1).putInt(0);
        heap.put((byte) 0x20).putInt(BOX).putInt(0);
        heap.putInt(0).putInt(0).putInt(0).putInt(0).putInt(0).putInt(0).putInt(8);
        heap.putShort((short) 0);
        heap.putShort((short) 1).putInt(3).put((byte) 2).putInt(BOXED);
        heap.putShort((short) 2).putInt(4).put((byte) 10).putInt(3).put((byte) 2);
        heap.put((byte) 0x21).putInt(SUBJECT).putInt(0).putInt(BOX).putInt(8).putInt(7).putInt(BOXED);
        heap.put((byte) 0x22).putInt(ARRAY).putInt(0).putInt(2).putInt(BOX).putInt(0).putInt(SUBJECT);
        heap.put((byte) 0x23).putInt(BOXED).putInt(0).putInt(3).put((byte) 8).put(new byte[3]);
        return dump(record(0x01, bytes(20).putInt(2).put("some/Box".getBytes(ISO_8859_1))),
                record(0x01, bytes(20).putInt(3).put("content".getBytes(ISO_8859_1))),
                record(0x01, bytes(20).putInt(4).put("number".getBytes(ISO_8859_1))),
                record(0x02, bytes(16).putInt(1).putInt(BOX).putInt(0).putInt(2)), record(0x1C, heap));
    }

    private static ByteBuffer bytes(int capacity) {
        return ByteBuffer.allocate(capacity);
    }

    private static byte[] record(int tag, ByteBuffer body) {
        body.flip();
        return bytes(9 + body.remaining()).put((byte) tag).putInt(0).putInt(body.remaining()).put(body).array();
    }

    private static byte[] dump(byte[]... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("JAVA PROFILE 1.0.2\0\0\0\0\4\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1));
        for (byte[] each : records) {
            all.writeBytes(each);
        }
        return all.toByteArray();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(directory, "heap", ".hprof"), content);
    }
}
