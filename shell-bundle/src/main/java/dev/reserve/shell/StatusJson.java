package dev.reserve.shell;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.reserve.core.admin.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/// A [Status] for programs: one JSON document, with the names of the records' components. What is absent is there as null, and times are ISO 8601.
final class StatusJson {

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting()
            .registerTypeAdapter(Instant.class, new IsoInstant().nullSafe()).create();

    private StatusJson() {}

    static String of(Status status) {
        return GSON.toJson(status);
    }

    static String of(Status.App app) {
        return GSON.toJson(app);
    }

    static String of(List<Status.Leak> leaks) {
        return GSON.toJson(leaks);
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
