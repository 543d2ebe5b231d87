package dev.reserve.wsgi.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.reserve.wsgi.wire.Frame;
import dev.reserve.wsgi.wire.FrameReader;
import dev.reserve.wsgi.wire.FrameWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A link whose worker is the test.
class LinkTest {

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Optional<Throwable>> closed = new LinkedBlockingQueue<>();
    private @Nullable SocketChannel worker;
    private @Nullable Link link;

    private SocketChannel worker() {
        return java.util.Objects.requireNonNull(worker);
    }

    private Link link() {
        return java.util.Objects.requireNonNull(link);
    }

    @BeforeEach
    void connect(@TempDir Path home) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(home.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            worker = SocketChannel.open(address);
            link = new Link("link", 1, server.accept(), new Events() {
                @Override
                public void ready(String app) {
                    told.add("ready " + app);
                }

                @Override
                public void failed(String reason) {
                    told.add("failed " + reason);
                }

                @Override
                public void log(boolean error, String line, @Nullable String request) {
                    told.add((error ? "error " : "log ") + line + " " + request);
                }

                @Override
                public void forked(int number, long pid) {
                    told.add("forked " + number + " " + pid);
                }

                @Override
                public void exited(int number, long pid, int status) {
                    told.add("exited " + number + " " + pid + " " + status);
                }

                @Override
                public void overdue(String request) {
                    told.add("overdue " + request);
                }

                @Override
                public void closed(@Nullable Throwable reason) {
                    closed.add(Optional.ofNullable(reason));
                }
            }, new Dispatcher() {
                @Override
                public void dispatch(Call call) {
                    fail("there is no request");
                }

                @Override
                public void roomy() {
                    // nobody waits
                }

                @Override
                public int window() {
                    return 1 << 16;
                }
            }, 1, () -> 0, Duration.ZERO);
            link.start("{}");
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        worker().close();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return java.util.Objects.requireNonNull(queue.poll(60, TimeUnit.SECONDS), "nothing came");
    }

    private void send(FrameWriter frames) throws IOException {
        while (!frames.flush(worker())) {
            // again
        }
    }

    private int receive(FrameReader frames) throws IOException {
        while (!frames.next()) {
            assertTrue(frames.fill(worker()) >= 0, "the link has ended");
        }
        return frames.kind();
    }

    @Test
    void aWorkerIsToldWhatToDoAndTellsHowItGoes() throws Exception {
        FrameReader in = new FrameReader();
        assertEquals(Frame.CONFIG, receive(in));
        assertEquals("{}", StandardCharsets.UTF_8.decode(in.payload()).toString());
        FrameWriter out = new FrameWriter();
        out.begin(Frame.HELLO, 0).put("{}").end();
        out.begin(Frame.READY, 0).put("blog").end();
        out.begin(Frame.LOG, 0).putByte(2).put("a line").end();
        out.begin(Frame.LOG, 7).putByte(1).put("of no request").end();
        out.begin(Frame.FORKED, 3).putInt(4_000_000).end();
        out.begin(Frame.EXITED, 3).putInt(4_000_000).putInt(-9).end();
        out.begin(Frame.RESPONSE, 99).put("for nobody").end();
        out.begin(Frame.FAILED, 0).put("why").end();
        send(out);
        for (String expected : new String[]{"ready blog", "error a line null", "log of no request null", "forked 3 4000000",
            "exited 3 4000000 -9", "failed why"}) {
            assertEquals(expected, next(told));
        }
        assertTrue(link().load().reserve());
        link().fork(5);
        assertEquals(Frame.FORK, receive(in));
        assertEquals(5, in.id());
        link().stop();
        link().stop();
        assertEquals(Frame.STOP, receive(in));
        worker().close();
        assertNull(next(closed).orElse(null));
        assertTrue(link().isClosed());
        link().fork(6); // which nobody hears
    }

    @ParameterizedTest
    @ValueSource(ints = {Frame.FORKED, Frame.EXITED})
    void aFrameThatIsTooShortEndsTheLink(int kind) throws Exception {
        FrameWriter out = new FrameWriter();
        out.begin(kind, 1).putByte(1).end();
        send(out);
        assertTrue(next(closed).isPresent());
    }

    @Test
    void aFrameThatIsTooLargeEndsTheLinkWithTheReason() throws Exception {
        worker().write(ByteBuffer.wrap(new byte[]{-1, -1, -1, 127, 0, 0, 0, 0, 0}));
        assertTrue(next(closed).orElseThrow().toString().contains("expected at most " + Frame.LARGEST));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void framesOfAnyKindAndContentEndNothingButTheLink(long seed) throws Exception {
        Random random = new Random(seed);
        FrameWriter out = new FrameWriter();
        for (int i = 0; i < 500; i++) {
            byte[] payload = new byte[random.nextInt(12)];
            random.nextBytes(payload);
            out.begin(random.nextInt(256), random.nextInt(3)).put(payload).end();
        }
        try {
            send(out);
            worker().close();
        } catch (IOException e) {
            // it has ended
        }
        next(closed);
        assertTrue(link().isClosed());
    }
}
