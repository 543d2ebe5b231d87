package dev.reserve.http.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A stream of requests in a text file: what is not plain is escaped, and line feeds of the file are not part of the stream.
///
/// @param name the directory and the name, such as `valid/001.http`
/// @param text the bytes of the stream, each as one character
public record WireFile(String name, String text) {

    public byte[] stream() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The files of these directories below `corpus`, in order.
    public static List<WireFile> all(Path corpus, String... directories) {
        return Stream.of(directories).flatMap(directory -> {
            try (Stream<Path> files = Files.list(corpus.resolve(directory))) {
                return files.filter(file -> file.toString().endsWith(".http")).sorted().map(file -> read(directory, file)).toList()
                        .stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).toList();
    }

    private static WireFile read(String directory, Path file) {
        try {
            byte[] stream = decode(Files.readAllBytes(file));
            return new WireFile(directory + "/" + file.getFileName(), new String(stream, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] decode(byte[] text) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < text.length; i++) {
            if (text[i] == '\n') {
                continue;
            }
            if (text[i] != '\\' || i + 1 == text.length) {
                stream.write(text[i]);
                continue;
            }
            switch (text[++i]) {
                case 'r' -> stream.write('\r');
                case 'n' -> stream.write('\n');
                case 't' -> stream.write('\t');
                case '0' -> stream.write(0);
                case 'x' -> {
                    stream.write(Integer.parseInt(new String(text, i + 1, 2, StandardCharsets.US_ASCII), 16));
                    i += 2;
                }
                default -> {
                    stream.write('\\');
                    i--;
                }
            }
        }
        return stream.toByteArray();
    }

    /// The text of a file for a stream.
    public static String encode(byte[] stream) {
        StringBuilder text = new StringBuilder();
        for (byte each : stream) {
            if (each == '\n') {
                text.append("\\n\n");
            } else if (each == '\r') {
                text.append("\\r");
            } else if (each < ' ' || each == 0x7f || each == '\\') {
                text.append("\\x%02x".formatted(each & 0xff));
            } else {
                text.append((char) each);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
