package dev.reserve.gateway.fastcgi;

import dev.reserve.http.spi.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What is read from a stream of records, as text.
public final class Records {

    private static final int MOST_BYTES = 200_000;
    private static final int MOST_PAIRS = 500;

    private Records() {}

    /// A line for each record, with its content, and for each request its parameters, once all have come.
    ///
    /// @param piece how many bytes come at a time
    /// @return with a last line for what is wrong or missing
    static List<String> read(byte[] stream, int piece) {
        List<String> lines = new ArrayList<>();
        RecordReader reader = new RecordReader();
        Map<Integer, PairReader> params = new TreeMap<>();
        StringBuilder content = new StringBuilder();
        ByteBuffer in = ByteBuffer.wrap(stream).limit(0);
        try {
            while (in.limit() < stream.length) {
                in.limit(Math.min(stream.length, in.limit() + piece));
                RecordReader.Step step;
                while ((step = reader.next(in)) != RecordReader.Step.MORE) {
                    switch (step) {
                        case HEAD -> content.setLength(0);
                        case CONTENT -> {
                            if (reader.type() == RecordType.PARAMS) {
                                pairs(params, reader.id(), lines).read(reader.content().duplicate());
                            }
                            content.append(StandardCharsets.ISO_8859_1.decode(reader.content()));
                        }
                        case END -> {
                            lines.add(reader.code() + " " + reader.id() + " " + content);
                            if (reader.type() == RecordType.PARAMS && reader.length() == 0) {
                                pairs(params, reader.id(), lines).end();
                                params.remove(reader.id());
                            }
                        }
                        case MORE -> throw new AssertionError();
                    }
                }
            }
            lines.add(reader.between() ? "between" : reader.missing());
        } catch (MalformedException e) {
            lines.add(String.valueOf(e.getMessage()));
        }
        return lines;
    }

    private static PairReader pairs(Map<Integer, PairReader> params, int id, List<String> lines) {
        return params.computeIfAbsent(id,
                _ -> new PairReader(MOST_BYTES, MOST_PAIRS, strings((name, value) -> lines.add(id + ": " + name + "=" + value))));
    }

    /// Pairs as text in Latin-1: each character stands for a byte.
    public static PairReader.Pairs strings(BiConsumer<String, String> pairs) {
        return (from, nameAt, nameLength, valueAt, valueLength) -> pairs.accept(
                new String(from, nameAt, nameLength, StandardCharsets.ISO_8859_1),
                new String(from, valueAt, valueLength, StandardCharsets.ISO_8859_1));
    }

    static byte[] bytes(ByteBuffer written) {
        ByteBuffer out = written.flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }
}
