package dev.reserve.example.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// What a command is answered with.
sealed interface Reply {

    record Status(String text) implements Reply {}

    /// @param text begins with the kind of error, such as `ERR`
    record Failure(String text) implements Reply {}

    record Whole(long number) implements Reply {}

    record Text(String text) implements Reply {}

    /// No text: there is no such key.
    record None() implements Reply {}

    record Many(List<? extends Reply> replies) implements Reply {}

    static Reply ok() {
        return new Status("OK");
    }

    static Reply yes(boolean is) {
        return new Whole(is ? 1 : 0);
    }

    static Reply texts(List<String> texts) {
        return new Many(texts.stream().map(Text::new).toList());
    }

    default void writeTo(OutputStream out) throws IOException {
        switch (this) {
            case Status(String text) -> write(out, "+" + text);
            case Failure(String text) -> write(out, "-" + text.replaceAll("[\r\n]", " "));
            case Whole(long number) -> write(out, ":" + number);
            case Text(String text) -> {
                write(out, "$" + text.length());
                write(out, text);
            }
            case None() -> write(out, "$-1");
            case Many(List<? extends Reply> replies) -> {
                write(out, "*" + replies.size());
                for (Reply reply : replies) {
                    reply.writeTo(out);
                }
            }
        }
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write(line.getBytes(ISO_8859_1));
        out.write('\r');
        out.write('\n');
    }
}
