package dev.reserve.shell;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;

/// Records for programs: one JSON document, with the names of the components. What is absent is there as null, and times are ISO 8601.
final class Json {

    private static final Gson PRETTY = builder().setPrettyPrinting().create();
    private static final Gson LINE = builder().create();

    private Json() {}

    private static GsonBuilder builder() {
        return new GsonBuilder().serializeNulls().disableHtmlEscaping().registerTypeAdapter(Instant.class, new IsoInstant().nullSafe());
    }

    static String of(Object value) {
        return PRETTY.toJson(value);
    }

    /// On one line, without a line feed.
    static String line(Object value) {
        return LINE.toJson(value);
    }

    private static final class IsoInstant extends TypeAdapter<Instant> {

        @Override
        public void write(JsonWriter out, Instant value) throws IOException {
            out.value(value.toString());
        }

        @Override
        public Instant read(JsonReader in) throws IOException {
            return Instant.parse(in.nextString());
        }
    }
}
