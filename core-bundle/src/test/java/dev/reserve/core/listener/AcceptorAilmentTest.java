package dev.reserve.core.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.reserve.core.configuration.Keys;
import dev.reserve.core.socket.ListenAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whether a listener knows that its acceptor is alive.
@Timeout(60)
class AcceptorAilmentTest {

    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void anAcceptorThatWaitsIsWellWithAndWithoutSomebodyToServe() throws Exception {
        try (Listener listener = Listener.open("idle", ListenAddress.parse("127.0.0.1:0").bind())) {
            assertEquals(Optional.empty(), listener.ailment(LONG));
            listener.serve((socket, _, _) -> socket.write(UTF_8.encode("in\n")));
            assertEquals(Optional.empty(), listener.ailment(LONG));
        }
    }

    @Test
    void anAcceptorThatHangsIsNot() throws Exception {
        Logger logger = Logger.getLogger("reserve.listener");
        HangingHandler handler = new HangingHandler();
        logger.addHandler(handler);
        try (Listener listener = Listener.open("hanging", ListenAddress.parse("127.0.0.1:0").bind());
                Socket waiting = new Socket()) {
            // Too long to be counted in nanoseconds: the acceptor stumbles over it, logs that, and there hangs.
            ListenerPolicy usual = ListenerPolicy.of(new Keys(ListenerPolicy.TABLE, Map.of()));
            listener.configure(
                    new ListenerPolicy(usual.maxConnections(), usual.acceptRate(), Duration.ofSeconds(Long.MAX_VALUE), usual.proxy(),
                            usual.proxyTrusted(), usual.proxyTimeout()));
            waiting.connect((InetSocketAddress) listener.address());
            handler.hangs.await();
            Optional<String> ailment = listener.ailment(SHORT);
            handler.go.countDown();
            assertTrue(ailment.orElse("well").startsWith("the acceptor of listener hanging has not turned for 200 ms, at "),
                    ailment::toString);
            listener.configure(usual);
            await().untilAsserted(() -> assertEquals(Optional.empty(), listener.ailment(LONG)));
        } finally {
            handler.go.countDown();
            logger.removeHandler(handler);
        }
    }

    @Test
    void aListenerThatWasClosedIsNotIll() throws Exception {
        Listener listener = Listener.open("closed", ListenAddress.parse("127.0.0.1:0").bind());
        listener.close();
        assertEquals(Optional.empty(), listener.ailment(SHORT));
    }

    private static final class HangingHandler extends Handler {
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public void publish(LogRecord logged) {
            if (Thread.currentThread().getName().equals("accept-hanging")) {
                hangs.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
