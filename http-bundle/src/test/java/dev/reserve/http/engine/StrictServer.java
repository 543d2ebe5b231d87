package dev.reserve.http.engine;

import dev.reserve.http.wire.WireFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.TryExecutor;
import org.jspecify.annotations.Nullable;

/// A Jetty server with our [Strictness], whose connections are byte arrays and whose only thread is the caller's.
final class StrictServer implements AutoCloseable {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");

    /// What has come of a stream of bytes.
    ///
    /// @param whole the requests that the handler got to their end, as [dev.reserve.http.wire.StrictParser.Request#summary()] writes them
    /// @param statuses of the final responses
    /// @param closed whether the server has closed the connection before the end of the stream
    record Outcome(List<String> whole, List<Integer> statuses, boolean closed) {}

    /// Runs what it is given when the test says so.
    private static final class Later implements ThreadPool, TryExecutor {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public boolean tryExecute(Runnable task) { // what must not wait for a thread would get one of its own otherwise
            return tasks.add(task);
        }

        void run() {
            int steps = 0;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                if (++steps > 100_000) {
                    throw new AssertionError("there is no end of " + task);
                }
                task.run();
            }
        }

        @Override
        public void join() {}

        @Override
        public int getThreads() {
            return 1;
        }

        @Override
        public int getIdleThreads() {
            return 1;
        }

        @Override
        public boolean isLowOnThreads() {
            return false;
        }
    }

    private static final class Fed extends AbstractConnector {

        Fed(Server server, Later later, ConnectionFactory http1) {
            super(server, later, new ScheduledExecutorScheduler(), null, 0, http1);
        }

        @Override
        protected void accept(int acceptor) {
            throw new UnsupportedOperationException("connections are fed");
        }

        @Override
        public @Nullable Object getTransport() {
            return null;
        }
    }

    private final Later later = new Later();
    private final Server server = new Server(later);
    private final ConnectionFactory http1;
    private final Connector connector;
    private List<String> whole = new ArrayList<>();

    StrictServer() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendDateHeader(false);
        http1 = Strictness.http1(configuration);
        connector = new Fed(server, later, http1);
        server.addConnector(connector);
        server.setHandler(new Reader());
        server.setErrorHandler((request, response, callback) -> {
            Content.Sink.write(response, true, "refused", callback);
            return true;
        });
        server.start();
    }

    /// Reads each request to its end, and answers it.
    private final class Reader extends Handler.Abstract.NonBlocking {

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            StrictConnection.understood(request);
            String head = request.getMethod() + " " + request.getHttpURI().getPathQuery();
            Content.Source.asString(request, StandardCharsets.ISO_8859_1, Promise.from(body -> {
                whole.add(head + " [" + body + "]");
                Content.Sink.write(response, true, "understood", callback);
            }, callback::failed));
            return true;
        }
    }

    /// Sends a stream in pieces of this many bytes, and its end.
    Outcome send(byte[] stream, int piece) {
        whole = new ArrayList<>();
        ByteArrayEndPoint endPoint = new ByteArrayEndPoint(null, 0, ByteBuffer.allocate(0), 1024, true) {
            @Override
            protected void execute(Runnable task) {
                later.execute(task);
            }
        };
        Connection connection = http1.newConnection(connector, endPoint);
        endPoint.setConnection(connection);
        endPoint.onOpen();
        connection.onOpen();
        for (int at = 0; at < stream.length && endPoint.isOpen() && !endPoint.isOutputShutdown(); at += piece) {
            endPoint.addInputAndExecute(ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at)).slice());
            later.run();
        }
        boolean closed = !endPoint.isOpen() || endPoint.isOutputShutdown();
        if (!closed) {
            if (statuses(endPoint).stream().anyMatch(status -> status >= 400)) {
                throw new AssertionError("a request was refused, and its connection is open: " + WireFile.encode(stream));
            }
            endPoint.addInputEOF();
            later.run();
        }
        if (endPoint.isOpen() && !endPoint.isOutputShutdown()) {
            throw new AssertionError("the connection is still open after the end of the stream: " + connection);
        }
        List<Integer> statuses = statuses(endPoint);
        String output = endPoint.getOutputString(StandardCharsets.ISO_8859_1);
        boolean oldClient = new String(stream, StandardCharsets.ISO_8859_1).contains("HTTP/1.0"); // which expects the end, and needs not be told
        if (!oldClient && !statuses.isEmpty() && statuses.getLast() >= 400
                && !output.substring(output.lastIndexOf("HTTP/1.1 ")).contains("\r\nConnection: close\r\n")) {
            throw new AssertionError("a response ends the connection without saying so: " + output);
        }
        endPoint.close();
        later.run();
        return new Outcome(whole, statuses, closed);
    }

    private static List<Integer> statuses(ByteArrayEndPoint endPoint) {
        List<Integer> statuses = new ArrayList<>();
        Matcher matcher = STATUS.matcher(endPoint.getOutputString(StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            int status = Integer.parseInt(matcher.group(1));
            if (status >= 200) {
                statuses.add(status);
            }
        }
        return statuses;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
