package dev.reserve.gateway.fastcgi.client;

import dev.reserve.gateway.fastcgi.PairWriter;
import java.io.IOException;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// Has one request answered by a program: on a connection that was kept, or on a new one if that has just come to its end. For one thread, which waits.
final class Conversation {

    private static final System.Logger LOG = System.getLogger("reserve.fastcgi");

    private final FastCgiOptions options;
    private final Connections connections;
    private final ErrorLog errors;
    private final Request request;
    private final RequestBody body;
    private final Answer answer;
    private volatile @Nullable IOException clientFailure;

    Conversation(FastCgiOptions options, Connections connections, ErrorLog errors, Request request, RequestBody body, Answer answer) {
        this.options = options;
        this.connections = connections;
        this.errors = errors;
        this.request = request;
        this.body = body;
        this.answer = answer;
    }

    /// Returns when the answer has been passed on, unless it says what to serve instead.
    ///
    /// @throws BadAnswerException if there is none that can be
    void hold(PairWriter params) throws IOException, InterruptedException {
        if (!tryOn(connections.acquire(false), params)) {
            tryOn(connections.acquire(true), params);
        }
    }

    /// Why the client is not answered, or null if it is not the client's doing.
    @Nullable
    IOException clientFailure() {
        return clientFailure;
    }

    /// @return false if the program seems not to have seen the request, and may get it once more
    private boolean tryOn(Connection connection, PairWriter params) throws IOException, InterruptedException {
        Deadline deadline = new Deadline(options.timeout()).on(connection.channel());
        connections.watch(deadline);
        request.addFailureListener(failure -> clientGone(failure, deadline));
        Exchange exchange = new Exchange(connection, deadline, answer, errors);
        boolean whole = false;
        try {
            ask(exchange, connection, params);
            exchange.receive();
            whole = true;
            return true;
        } catch (IOException e) {
            noteClientFailure(exchange);
            if (clientFailure != null) {
                exchange.abort();
            } else if (deadline.expired()) {
                throw new BadAnswerException(HttpStatus.GATEWAY_TIMEOUT_504,
                        "the program did nothing for " + Connections.seconds(options.timeout()));
            } else if (!exchange.begun() && connection.used() && isRepeatable()) {
                return false;
            }
            throw e;
        } finally {
            deadline.end();
            connections.unwatch(deadline);
            connections.release(connection, exchange.finish() && whole);
        }
    }

    private void ask(Exchange exchange, Connection connection, PairWriter params) throws IOException {
        connections.sent(connection);
        try {
            exchange.send(params, body, options.keep());
            exchange.await();
        } finally {
            connections.answered(connection);
        }
    }

    private boolean isRepeatable() {
        HttpMethod method = HttpMethod.fromString(request.getMethod());
        return body.isWhole() && method != null && method.isIdempotent();
    }

    private void noteClientFailure(Exchange exchange) {
        IOException failure = answer.clientFailure() == null ? exchange.clientFailure() : answer.clientFailure();
        if (failure != null) {
            clientFailure = failure;
        }
    }

    private void clientGone(Throwable failure, Deadline deadline) {
        clientFailure = failure instanceof IOException io ? io : new IOException("the request failed", failure);
        try {
            deadline.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "closing a connection to " + options.address().text(), e);
        }
    }
}
