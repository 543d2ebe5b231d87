package dev.reserve.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoServiceEventListener;

/// Refuses connections beyond a number of open ones, whether somebody has logged in over them or not.
final class ConnectionLimit implements IoServiceEventListener {

    private static final Logger LOG = System.getLogger("reserve.ssh");

    private final int limit;
    /// Belongs to the thread that accepts.
    private boolean reached;

    ConnectionLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public void connectionAccepted(IoAcceptor acceptor, SocketAddress local, SocketAddress remote, SocketAddress service)
            throws IOException {
        boolean before = reached;
        reached = acceptor.getManagedSessions().size() >= limit;
        if (reached) {
            if (!before) { // once for all that follow it
                LOG.log(Level.WARNING, "SSH: {0} connections are open, which is max.sessions; {1} and who comes next is refused", limit,
                        remote);
            }
            throw new IOException("max.sessions=" + limit + " is reached");
        }
    }
}
