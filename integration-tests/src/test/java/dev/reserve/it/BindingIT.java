package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.Client;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingIT {

    /// Answers each line with its arguments, each in brackets, and the line.
    private static final AppJar ARGS = AppJar.answering("args", "")
            .launch("return test.App.answering(\"[\" + String.join(\"][\", args) + \"]\");");

    private ServerProcess server;

    @BeforeEach
    void start(@TempDir Path directory) {
        server = ServerProcess.launched(directory, List.of("-b", "web=127.0.0.1:0", "-b", "side=127.0.0.1:0"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void argumentsAreQuotedAsInAShellAndAChangeOfThemSwaps() throws Exception {
        ARGS.dropInto(server.deploy(), "args.jar");
        server.configure("reserve.binding-web.cfg", "listener = web", "app = args",
                "args = plain 'two words' \"a 'quoted' one\" '' # -b=x");
        server.awaitAnswer("web", "x", "[plain][two words][a 'quoted' one][][#][-b=x] x");
        JsonObject binding = server.find("bindings", "name", "web").orElseThrow();
        assertEquals("active", binding.get("state").getAsString());
        assertEquals(List.of("plain", "two words", "a 'quoted' one", "", "#", "-b=x"), strings(binding.get("args")));
        try (Client open = server.connect("web")) {
            open.exchange("x");
            server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=other");
            server.awaitAnswer("web", "x", "[other] x");
            assertTrue(open.exchange("y").startsWith("[plain]"));
        }
        server.awaitLog("is retired, drained");
    }

    @Test
    void twoListenersMayHaveOneAppWithDifferentArguments() throws Exception {
        ARGS.dropInto(server.deploy(), "args.jar");
        server.configure("reserve.binding-one.cfg", "listener=web", "app=args", "args=1");
        server.configure("reserve.binding-two.cfg", "listener=side", "app=args", "args=2");
        server.awaitAnswer("web", "x", "[1] x");
        server.awaitAnswer("side", "x", "[2] x");
        assertNotEquals(server.version("web"), server.version("side"));
        server.configure("reserve.binding-two.cfg", "listener=side", "app=args", "args=1");
        server.awaitAnswer("side", "x", "[1] x");
        assertEquals(server.version("web"), server.version("side"));
    }

    @Test
    void aConnectionThatOutlivesTheDrainTimeoutOfItsBindingIsCut() throws Exception {
        ARGS.dropInto(server.deploy(), "args.jar");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=1", "drain.timeout.seconds=0.2");
        server.awaitAnswer("web", "x", "[1] x");
        String before = server.version("web");
        try (Client open = server.connect("web")) {
            assertEquals("[1] a", open.exchange("a"));
            ARGS.header("Test-Content", "changed").dropInto(server.deploy(), "args.jar");
            assertTrue(open.receive().isEmpty());
        }
        server.awaitThat("the version is retired with one connection cut", () -> {
            JsonObject version = version("args", before);
            return version.get("state").getAsString().equals("retired") && version.get("cut").getAsInt() == 1;
        });
        assertEquals(0, version("args", before).get("failed").getAsInt());
        assertEquals("[1] x", server.answer("web", "x"));
    }

    @Test
    void withoutItsFileABindingHoldsNoLonger() throws Exception {
        server.configure("reserve.binding-web.cfg", "listener=web", "app=echo", "args=hello");
        try (Client client = server.connect("web")) {
            assertEquals("hello", client.receive().orElseThrow());
            Files.delete(server.deploy().resolve("reserve.binding-web.cfg"));
            server.awaitThat("there is no version", () -> server.version("web").isEmpty());
            assertTrue(server.find("bindings", "name", "web").isEmpty());
            assertEquals("still here", client.exchange("still here"));
            try (Client waiting = server.connect("web")) {
                server.configure("reserve.binding-again.cfg", "listener=web", "app=echo", "args=again");
                assertEquals("again", waiting.receive().orElseThrow());
            }
        }
    }

    @Test
    void aBindingThatCannotBeUnderstoodChangesNothing() throws Exception {
        ARGS.dropInto(server.deploy(), "args.jar");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=good");
        server.awaitAnswer("web", "x", "[good] x");
        String serving = server.version("web");
        try (Client open = server.connect("web")) {
            assertEquals("[good] a", open.exchange("a"));
            invalid("web", "unknown key arg", "listener=web", "app=args", "arg=x");
            invalid("web", "app is missing", "listener=web");
            invalid("web", "listener is missing", "app=args");
            invalid("web", "is not closed", "listener=web", "app=args", "args='x");
            invalid("web", "drain.timeout.seconds=soon", "listener=web", "app=args", "drain.timeout.seconds=soon");
            invalid("new", "there is no listener nowhere", "listener=nowhere", "app=args");
            assertEquals(serving, server.version("web"));
            assertEquals("[good] b", open.exchange("b"));
            assertEquals("[good] c", server.answer("web", "c"));
        }
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=better");
        server.awaitAnswer("web", "x", "[better] x");
        JsonObject binding = server.find("bindings", "name", "web").orElseThrow();
        assertTrue(binding.get("reason").isJsonNull(), binding.toString());
    }

    @Test
    void anAppThatRefusesItsNewArgumentsLeavesTheOldVersionInPlace() throws Exception {
        ARGS.launch(
                "if (args.length > 1) throw new IllegalArgumentException(\"one argument only\"); return test.App.answering(String.join(\"\", args));")
                .dropInto(server.deploy(), "args.jar");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=one");
        server.awaitAnswer("web", "x", "one x");
        String serving = server.version("web");
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=one two");
        server.awaitThat("the listener says why", () -> {
            JsonElement reason = server.find("listeners", "name", "web").orElseThrow().get("reason");
            return !reason.isJsonNull() && reason.getAsString().contains("one argument only");
        });
        assertEquals(serving, server.version("web"));
        assertEquals("one y", server.answer("web", "y"));
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=three");
        server.awaitAnswer("web", "x", "three x");
    }

    @Test
    void anAppThatNeedsArgumentsServesTheListenerThatGivesThem() throws Exception {
        server.configure("reserve.binding-web.cfg", "listener=web", "app=args", "args=one");
        ARGS.launch("return test.App.answering(args[0]);").dropInto(server.deploy(), "args.jar");
        server.awaitAnswer("web", "x", "one x");
        server.awaitArtifact("args.jar", "current");
    }

    private void invalid(String name, String reason, String... lines) {
        server.configure("reserve.binding-" + name + ".cfg", lines);
        server.awaitThat("binding " + name + " is invalid: " + reason, () -> server.find("bindings", "name", name)
                .filter(each -> each.get("state").getAsString().equals("invalid") && each.get("reason").getAsString().contains(reason))
                .isPresent());
    }

    private JsonObject version(String app, String id) {
        for (JsonElement version : server.find("apps", "name", app).orElseThrow().getAsJsonArray("versions")) {
            if (version.getAsJsonObject().get("id").getAsString().equals(id)) {
                return version.getAsJsonObject();
            }
        }
        throw new AssertionError("no version " + id + " in " + server.status());
    }

    private static List<String> strings(JsonElement array) {
        return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }
}
