package dev.reserve.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

@ReserveTest(app = ExtensionTest.Counting.class)
class ExtensionTest {

    /// Answers with how many connections this version has had.
    static final class Counting implements ReserveApp {
        @Override
        public ConnectionHandler launch(String... args) {
            AtomicInteger count = new AtomicInteger();
            return (socket, client, server) -> socket.write(ByteBuffer.wrap(new byte[]{(byte) ('0' + count.incrementAndGet())}));
        }
    }

    @BeforeEach
    void firstConnection(Client client) {
        client.expect("1").closed();
    }

    @Test
    void everyTestHasAnAppOfItsOwn(Client client) {
        client.expect("2").closed();
    }

    @Nested
    class Inner {

        @Test
        void nestedTestsHaveOneToo(TestServer server) {
            server.connect().expect("2").closed();
            server.connect().expect("3").closed();
        }
    }

    static class NoApp {
        @Test
        @ReserveTest(app = String.class)
        void stringIsNoApp() {}
    }

    static class Unfit {
        @Test
        @ReserveTest(app = ReserveApp.class)
        void anInterface() {}
    }

    static class Refusing {
        @Test
        @ReserveTest(app = Lines.class)
        void noArguments() {}
    }

    static class NoTime {
        @Test
        @ReserveTest(app = Counting.class, deadlineSeconds = 0)
        void inNoTime() {}
    }

    @Test
    void anAppThatIsNoneFailsTheTestAndSaysWhatIsExpected() {
        assertEquals("java.lang.String is no app; expected a class that implements dev.reserve.app.ReserveApp or dev.reserve.http.HttpApp",
                failure(NoApp.class));
        assertEquals("dev.reserve.app.ReserveApp cannot be made; expected a class with a constructor without parameters",
                failure(Unfit.class));
        assertEquals("found 0 arguments, expected one", failure(Refusing.class));
        assertEquals("deadlineSeconds = 0; expected 1 or more", failure(NoTime.class));
    }

    @Test
    void theJarIsTheOnlyOneThatMatches(@TempDir Path directory) throws Exception {
        Path jar = Files.createFile(directory.resolve("app-1.jar"));
        Files.createFile(directory.resolve("app-1-sources.jar"));
        assertEquals(jar, ReserveDistributionExtension.jar(directory + "/*.jar"));
        Files.createFile(directory.resolve("app-2.jar"));
        assertTrue(refusal(directory + "/*.jar").endsWith("/app-1.jar, " + directory + "/app-2.jar]; expected one"));
        assertTrue(refusal(directory + "/none/*.jar").endsWith("matches no file; is the app packed before the test runs?"));
    }

    private static String refusal(String pattern) {
        return String.valueOf(
                assertThrows(ExtensionConfigurationException.class, () -> ReserveDistributionExtension.jar(pattern)).getMessage());
    }

    /// Why the one test of a class fails.
    private static String failure(Class<?> tests) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        assertEquals(1, listener.getSummary().getFailures().size());
        return String.valueOf(listener.getSummary().getFailures().getFirst().getException().getMessage());
    }
}
