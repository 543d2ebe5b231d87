package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusJsonTest {

    private final JsonObject json = JsonParser.parseString(Json.of(Statuses.busy())).getAsJsonObject();

    @Test
    void thePartsAreNamedAfterTheComponentsOfTheRecords() {
        assertEquals(List.of("server", "listeners", "apps", "artifacts", "bindings", "mounts", "configuration", "history"),
                List.copyOf(json.keySet()));
        assertEquals("{\"version\":\"0.1.0\",\"pid\":42,\"state\":\"serving\",\"uptimeSeconds\":83.25}", json.get("server").toString());
        assertEquals(
                "{\"name\":\"web\",\"address\":\"127.0.0.1:8080\",\"app\":\"echo\",\"args\":[\"hello there\",\"you\"],\"version\":\"e2\","
                        + "\"accepted\":1203,\"open\":2,\"waiting\":0,\"waitingSince\":null,\"expired\":0,\"refused\":0,\"reason\":null}",
                first("listeners").toString());
        JsonObject app = first("apps");
        assertEquals("echo", app.get("name").getAsString());
        assertEquals(List.of("id", "artifact", "bundleVersion", "args", "state", "since", "accepted", "open", "failed", "cut", "reason"),
                List.copyOf(app.getAsJsonArray("versions").get(0).getAsJsonObject().keySet()));
    }

    @Test
    void timesAreIso8601() {
        assertEquals("2026-01-02T03:04:05.678Z",
                first("apps").getAsJsonArray("versions").get(0).getAsJsonObject().get("since").getAsString());
    }

    @Test
    void whatIsAbsentIsThereAsNull() {
        assertTrue(first("artifacts").get("sha256").isJsonNull());
        assertTrue(json.getAsJsonArray("listeners").get(1).getAsJsonObject().get("app").isJsonNull());
    }

    @Test
    void textIsKeptAsItIs() {
        assertEquals("not a zip file:\n\tno end header <found>", first("artifacts").get("reason").getAsString());
        assertTrue(Json.of(Statuses.busy()).contains("<found>"), "readable without decoding");
    }

    private JsonObject first(String part) {
        return json.getAsJsonArray(part).get(0).getAsJsonObject();
    }
}
