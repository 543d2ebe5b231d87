package dev.reserve.it.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/// The versions of an app, as the status of a server shows them.
public record Versions(ServerProcess server, String app) {

    /// All that are shown, the newest first.
    public List<JsonObject> all() {
        return server.find("apps", "name", app).stream()
                .flatMap(found -> StreamSupport.stream(found.getAsJsonArray("versions").spliterator(), false))
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    /// Those in a state, the newest first.
    public List<JsonObject> in(String state) {
        return all().stream().filter(is("state", state)).toList();
    }

    /// Waits until there is one in a state, and gives the newest of them.
    public JsonObject await(String state) {
        server.awaitThat("a version of " + app + " is " + state, () -> !in(state).isEmpty());
        return in(state).getFirst();
    }

    /// Waits until a version is in a state, and gives it.
    public JsonObject await(String id, String state) {
        server.awaitThat("version " + id + " of " + app + " is " + state, () -> in(state).stream().anyMatch(is("id", id)));
        return in(state).stream().filter(is("id", id)).findFirst().orElseThrow();
    }

    /// Waits until another version than `id` serves a listener, and gives its id.
    public String awaitSuccessor(String listener, String id) {
        server.awaitThat("another version than " + id + " serves " + listener,
                () -> !server.version(listener).equals(id) && !server.version(listener).isEmpty());
        return server.version(listener);
    }

    /// Waits until another version than `id` is current.
    public void awaitSuccessorOf(String id) {
        server.awaitThat("another version than " + id + " is current", () -> in("current").stream().anyMatch(is("id", id).negate()));
    }

    private static Predicate<JsonObject> is(String key, String value) {
        return version -> version.get(key).getAsString().equals(value);
    }
}
