package dev.reserve.shell;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.time.Instant;

/// Records for programs: one JSON document, with the names of the components. What is absent is there as null, and times are ISO 8601.
final class Json {

    private static final Gson PRETTY = builder().setPrettyPrinting().create();
    private static final Gson LINE = builder().create();
    private static final JsonElement MASK = new JsonPrimitive(Secrets.MASK);

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

    /// As [#of], with what [Secrets] leaves out left out of all texts. Of a list of arguments, that is also the one behind an option whose name tells.
    static String masked(Object value) {
        return PRETTY.toJson(masked(PRETTY.toJsonTree(value)));
    }

    private static JsonElement masked(JsonElement element) {
        return switch (element) {
            case JsonObject object -> {
                JsonObject masked = new JsonObject();
                object.entrySet().forEach(each -> masked.add(each.getKey(),
                        Secrets.isSecret(each.getKey()) && each.getValue().isJsonPrimitive() ? MASK : masked(each.getValue())));
                yield masked;
            }
            case JsonArray array -> {
                JsonArray masked = new JsonArray();
                boolean secret = false;
                for (JsonElement each : array) {
                    masked.add(secret && each.isJsonPrimitive() ? MASK : masked(each));
                    secret = isText(each) && each.getAsString().indexOf('=') < 0 && Secrets.isSecret(each.getAsString());
                }
                yield masked;
            }
            default -> isText(element) ? new JsonPrimitive(Secrets.masked(element.getAsString())) : element;
        };
    }

    private static boolean isText(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
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
