package dev.reserve.benchmarks.load;

import java.io.Closeable;
import java.net.SocketAddress;

/// One connection, whose answers are looked at. Every failure is a [LossException].
final class Conversation implements Closeable {

    private final Target target;
    private final Patience patience;
    private final Wire wire;
    private long questions;
    private int version = -1;
    private boolean over;

    private Conversation(Target target, Patience patience, Wire wire) {
        this.target = target;
        this.patience = patience;
        this.wire = wire;
    }

    static Conversation open(Target target, SocketAddress address, Patience patience) throws LossException {
        patience.begin();
        try {
            return new Conversation(target, patience, Wire.connect(address));
        } finally {
            patience.end();
        }
    }

    /// Asks for an answer of so many bytes; the version that gave it.
    int ask(int length, boolean last) throws LossException {
        long id = ++questions;
        patience.begin();
        try {
            wire.send(target.language().question(id, length, last));
            Language.Reply reply = target.language().reply(wire);
            over = reply.last();
            int next = Answer.version(reply.answer(), id, length);
            if (version >= 0 && target.sticky() && next != version) {
                throw new LossException(Loss.MIXED, "a connection began with version " + version + " and went on with " + next);
            }
            version = next;
            return next;
        } finally {
            patience.end();
        }
    }

    /// How many have been asked.
    long questions() {
        return questions;
    }

    /// The version that gave the last answer.
    int version() {
        return version;
    }

    /// Whether the server has said that it gives no more answers.
    boolean over() {
        return over;
    }

    /// Ends the connection in good order, which the other side has to do too.
    void finish() throws LossException {
        patience.begin();
        try {
            if (!over) {
                wire.shut();
            }
            wire.expectEnd();
        } finally {
            patience.end();
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
