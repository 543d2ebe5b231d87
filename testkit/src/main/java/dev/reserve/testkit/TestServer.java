package dev.reserve.testkit;

import java.net.SocketAddress;
import java.net.URI;

/// An app under test, and the listener that it serves. May be used from any thread; closed by the extension that made it.
@SuppressWarnings("try") // closing is left to JUnit, which copes with an interrupt
public abstract sealed class TestServer implements AutoCloseable permits AppServer, DistributionServer {

    private final Clients clients;

    TestServer(Clients clients) {
        this.clients = clients;
    }

    Clients clients() {
        return clients;
    }

    /// Where it listens: an [java.net.InetSocketAddress] or a [java.net.UnixDomainSocketAddress].
    public final SocketAddress address() {
        return clients.address();
    }

    /// The root of a sub-app of `http`: `http://127.0.0.1:PORT/`.
    ///
    /// @throws IllegalStateException if the transport is not TCP
    public final URI uri() {
        return Http.root(address());
    }

    /// Connects. The test may close the client; the extension does so in any case.
    ///
    /// @throws AssertionError if nobody listens
    public final Client connect() {
        return clients.connect();
    }

    /// Starts `number` threads that connect, hold a conversation and close, over and over. A client stops at its first conversation that fails.
    ///
    /// @return what ends them: close it before [#assertNothingLost]
    public final Load load(int number, Conversation conversation) {
        return clients.load(number, conversation);
    }

    /// Fails if anything was lost since the start: a conversation of a [Load] that did not go as expected, a connection that ended before what a [Client] expected
    /// came, one that the app failed (by an exception), one that was cut at the drain timeout, or that waited in vain for a version.
    ///
    /// First closes the clients whose connections the app has ended, and waits until all connections that clients have closed have ended in the app too.
    /// Fails if they do not. Connections that the test has opened by other means are looked at on the side of the app alone.
    public final void assertNothingLost() {
        Losses losses = new Losses(clients.losses());
        clients.closeEnded();
        try {
            clients.deadline().await("connections that clients have ended have ended in the app", () -> ended() >= clients.ended(),
                    () -> open() + " are still open");
        } catch (AssertionError e) {
            losses.add(String.valueOf(e.getMessage()));
        }
        lost(losses);
        losses.check();
    }

    /// How many connections have ended in the app.
    abstract long ended();

    /// How many have not.
    abstract long open();

    /// Adds what the app knows of.
    abstract void lost(Losses losses);
}
