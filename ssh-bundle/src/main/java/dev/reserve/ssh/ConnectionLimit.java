package dev.reserve.ssh;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/// Refuses connections beyond a number of open ones, whether somebody has logged in over them or not. Here, and not when they are accepted: what is refused then,
/// MINA SSHD does not close.
final class ConnectionLimit extends SessionFactory {

    private static final Logger LOG = System.getLogger("reserve.ssh");

    private final int limit;
    /// Belongs to the thread that accepts.
    private boolean reached;

    ConnectionLimit(ServerFactoryManager server, int limit) {
        super(server);
        this.limit = limit;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession connection) throws Exception {
        boolean before = reached;
        reached = connection.getService().getManagedSessions().size() >= limit;
        if (reached) {
            if (!before) { // once for all that follow it
                LOG.log(Level.WARNING, "SSH: {0} connections are open, which is max.sessions; {1} is refused, and who comes next", limit,
                        SshEndpoint.shown(connection.getRemoteAddress()));
            }
            throw new IOException("max.sessions=" + limit + " is reached");
        }
        return super.doCreateSession(connection);
    }
}
