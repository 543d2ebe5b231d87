package dev.reserve.example.jsonlines;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Makes of a request `{"id": …, "method": …, "params": …}` an answer: `{"id": …, "result": …}` or `{"id": …, "error": …}`. The id is any JSON, for the client to know what is
/// answered.
final class Answer {

    private static final Map<String, UnaryOperator<JsonElement>> METHODS = Map.of("echo", params -> params, "sum", Answer::sum, "upper",
            Answer::upper);

    private Answer() {}

    /// @param line in UTF-8
    static String to(byte[] line) {
        JsonElement id = JsonNull.INSTANCE;
        try {
            if (!(parse(line) instanceof JsonObject request)) {
                throw new IllegalArgumentException("expected an object with the members id, method and params");
            }
            id = request.has("id") ? request.get("id") : id;
            return answer(id, "result", method(request.get("method")).apply(orNull(request.get("params"))));
        } catch (IllegalArgumentException e) {
            return answer(id, "error", new JsonPrimitive(String.valueOf(e.getMessage())));
        }
    }

    /// To what is no request.
    static String error(String message) {
        return answer(JsonNull.INSTANCE, "error", new JsonPrimitive(message));
    }

    private static String answer(JsonElement id, String member, JsonElement value) {
        JsonObject answer = new JsonObject();
        answer.add("id", id);
        answer.add(member, value);
        return answer.toString();
    }

    /// By the letter of RFC 8259: one value, and nothing after it.
    private static JsonElement parse(byte[] line) {
        try (JsonReader reader = new JsonReader(
                new StringReader(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString()))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement element = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new JsonParseException("two values");
            }
            return element;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the line is not in UTF-8", e);
        } catch (IOException | JsonParseException e) {
            throw new IllegalArgumentException("the line is no JSON", e);
        }
    }

    private static UnaryOperator<JsonElement> method(JsonElement name) {
        UnaryOperator<JsonElement> method = name instanceof JsonPrimitive text ? METHODS.get(text.getAsString()) : null;
        if (method == null) {
            throw new IllegalArgumentException(
                    "unknown method " + orNull(name) + "; expected one of " + METHODS.keySet().stream().sorted().toList());
        }
        return method;
    }

    private static JsonElement sum(JsonElement params) {
        try {
            long sum = 0;
            for (JsonElement each : params.getAsJsonArray()) {
                sum = Math.addExact(sum, whole(each));
            }
            return new JsonPrimitive(sum);
        } catch (IllegalStateException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("sum: expected params to be an array of whole numbers, with a sum of 64 bits", e);
        }
    }

    private static long whole(JsonElement element) {
        if (element instanceof JsonPrimitive number && number.isNumber()) {
            return Long.parseLong(number.getAsString());
        }
        throw new NumberFormatException();
    }

    private static JsonElement upper(JsonElement params) {
        if (params instanceof JsonPrimitive text && text.isString()) {
            return new JsonPrimitive(text.getAsString().toUpperCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("upper: expected params to be a string");
    }

    private static JsonElement orNull(JsonElement element) {
        return element == null ? JsonNull.INSTANCE : element;
    }
}
