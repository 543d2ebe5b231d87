package dev.reserve.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.reserve.it.harness.AppJar;
import dev.reserve.it.harness.ServerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recording of the JDK's Flight Recorder holds the changes of state, and events of the apps' own. It gives the classes of events other code than
/// they were built with, whichever bundle they are in.
class FlightRecorderIT {

    @Test
    void aRecordingHoldsTheChangesOfStateAndTheEventsOfApps(@TempDir Path directory) throws Exception {
        Path recording = directory.resolve("server.jfr");
        try (ServerProcess server = ServerProcess.start(directory, ServerProcess.reserveCommand(directory, "-b", "web=127.0.0.1:0"),
                Map.of("RESERVE_JAVA_OPTS", "-XX:StartFlightRecording:filename=" + recording)).awaitServing()) {
            app("one").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "x", "one x");
            app("two").dropInto(server.deploy(), "app.jar");
            server.awaitAnswer("web", "y", "two y");
            server.signal("TERM");
            assertEquals(0, server.awaitExit(), server.log());
            assertFalse(server.log().contains("Error"), server.log());
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        assertEquals(2, changes(events, "artifact", "accepted"));
        assertEquals(2, changes(events, "version", "current"));
        assertEquals(2, events.stream().filter(event -> event.getEventType().getName().equals("app.Launched")).count());
    }

    private static AppJar app(String word) {
        return AppJar.answering("app", word).header("Import-Package", "dev.reserve.app, org.osgi.framework, jdk.jfr").launch("""
                @jdk.jfr.Name("app.Launched")
                class Launched extends jdk.jfr.Event {
                }
                new Launched().commit();
                return answering("%s");""".formatted(word));
    }

    private static long changes(List<RecordedEvent> events, String kind, String state) {
        return events.stream().filter(event -> event.getEventType().getName().equals("dev.reserve.Transition"))
                .filter(event -> event.getString("kind").equals(kind) && event.getString("to").equals(state)).count();
    }
}
