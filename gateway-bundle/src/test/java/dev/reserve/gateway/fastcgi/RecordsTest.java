package dev.reserve.gateway.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 1000})
    void recordsAreReadAsTheyWereWrittenWhateverComesAtATime(int piece) {
        ByteBuffer out = ByteBuffer.allocate(1000);
        RecordWriter.beginRequest(out, 7, Role.RESPONDER, true);
        RecordWriter.stream(out, RecordType.PARAMS, 7, new PairWriter().put("A", "1").put("B", "").put("", "x").put("", "").content());
        RecordWriter.record(out, RecordType.STDIN, 7, ByteBuffer.wrap("hello".getBytes(ISO_8859_1)));
        RecordWriter.empty(out, RecordType.STDIN, 7);
        RecordWriter.unknownType(out, 77);
        RecordWriter.endRequest(out, 65535, 3, ProtocolStatus.OVERLOADED);
        assertEquals(0, out.position() % 8);
        assertEquals(
                List.of("1 7 \0\1\1\0\0\0\0\0", "7: A=1", "7: B=", "7: =x", "7: =", "4 7 \1\1A1\1\0B\0\1x\0\0", "4 7 ", "5 7 hello", "5 7 ",
                        "11 0 M\0\0\0\0\0\0\0", "3 65535 \0\0\0\3\2\0\0\0", "between"),
                Records.read(Records.bytes(out), piece));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 65_527, 65_528, 65_529, 150_000})
    void valuesOfAnyLengthAreDividedOverRecords(int length) {
        String value = "x".repeat(length);
        ByteBuffer pairs = new PairWriter().put("LONG", value).put("n".repeat(200), "é").content();
        ByteBuffer out = ByteBuffer.allocate(RecordWriter.streamBytes(pairs.remaining()));
        RecordWriter.stream(out, RecordType.PARAMS, 1, pairs);
        assertEquals(out.capacity(), out.position());
        List<String> lines = Records.read(Records.bytes(out), 10_000);
        assertEquals(List.of("1: LONG=" + value, "1: " + "n".repeat(200) + "=é"),
                lines.stream().filter(line -> line.startsWith("1: ")).toList());
        assertEquals("between", lines.getLast());
    }

    @Test
    void paddingThatNobodyNeedsIsSkipped() {
        byte[] stream = HexFormat.of().parseHex("01060001" + "0003" + "ff00" + "616263" + "ee".repeat(255) + "0106000100000000");
        assertEquals(List.of("6 1 abc", "6 1 ", "between"), Records.read(stream, 1));
        assertEquals(List.of("6 1 abc", "6 1 ", "between"), Records.read(stream, 1000));
    }

    @ParameterizedTest
    @CsvSource({"02,a record of version 2; expected 1", "47455420,a record of version 71; expected 1",
        "01010001000800,the head of a record has 7 of its 8 bytes", "0101000100080000 0001,a record of type 1 has 2 of its 8 bytes",
        "0106000100010700 61 000000,a record of type 6 has not all of its padding: 4 bytes are missing",
        "0104000100030000 050161 0104000100000000,'name-value pairs that end within a pair of 6 bytes, of which 1 came'",
        "0104000100010000 05 0104000100000000,name-value pairs that end within the length of a value",
        "0104000100010000 80 0104000100000000,name-value pairs that end within the length of a name",
        "0104000100050000 ffffffff00,a name of 2147483647 bytes with a value of 0; expected no more than 200000 together",
        "0104000100080000 ffffffffffffffff,a name of 2147483647 bytes with a value of 2147483647; expected no more than 200000 together"})
    void whatIsWrongIsNamed(String hex, String message) {
        byte[] stream = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertEquals(message, Records.read(stream, 1).getLast());
        assertEquals(message, Records.read(stream, 1000).getLast());
    }

    @Test
    void pairsAreLimitedInBytesAndNumber() {
        List<String> read = new ArrayList<>();
        PairReader bytes = new PairReader(10, 100, Records.strings((name, value) -> read.add(name + value)));
        MalformedException tooLong = assertThrows(MalformedException.class, () -> {
            bytes.read(new PairWriter().put("ab", "cde").content());
            bytes.read(new PairWriter().put("f", "g").content());
        });
        assertEquals("name-value pairs of more than 10 bytes; expected no more", tooLong.getMessage());
        PairReader number = new PairReader(1000, 2, Records.strings((name, value) -> read.add(name + value)));
        MalformedException tooMany = assertThrows(MalformedException.class,
                () -> number.read(new PairWriter().put("x", "").put("y", "").put("z", "").content()));
        assertEquals("more than 2 name-value pairs; expected no more", tooMany.getMessage());
        assertEquals(List.of("abcde", "x", "y"), read);
    }

    @Test
    void aRecordThatHasToComeWholeHasALimit() throws MalformedException {
        RecordReader reader = new RecordReader();
        SmallRecord small = new SmallRecord(8);
        reader.next(ByteBuffer.wrap(HexFormat.of().parseHex("0101000100090000")));
        assertEquals("a record of type 1 of 9 bytes; expected at most 8",
                assertThrows(MalformedException.class, () -> small.begin(reader, 8)).getMessage());
        RecordReader other = new RecordReader();
        other.next(ByteBuffer.wrap(HexFormat.of().parseHex("0101000100070000")));
        assertEquals("a record of type 1 of 7 bytes; expected at least 8",
                assertThrows(MalformedException.class, () -> small.begin(other, 8)).getMessage());
    }
}
