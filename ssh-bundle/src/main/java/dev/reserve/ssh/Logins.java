package dev.reserve.ssh;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/// Decides who may log in, and says who has. Whoever has a key that may is let in by any user name: there are no users here but keys.
final class Logins implements PublickeyAuthenticator, SessionListener {

    private static final Logger LOG = System.getLogger("reserve.ssh");
    /// Of which the log takes only so many a minute.
    private static final Logger REFUSALS = System.getLogger("reserve.ssh.refused");
    /// The key of the latest attempt, which is the one that was logged in with, once somebody is.
    private static final AttributeKey<AuthorizedKey> LOGIN = new AttributeKey<>();
    private static final AttributeKey<String> REFUSED = new AttributeKey<>();

    private final AuthorizedKeys keys;

    Logins(AuthorizedKeys keys) {
        this.keys = keys;
    }

    /// Asked when a client offers a key, and again when it proves to have it.
    @Override
    public boolean authenticate(String user, PublicKey key, ServerSession session) {
        Optional<AuthorizedKey> found = keys.find(key);
        if (found.isEmpty()) {
            session.setAttribute(REFUSED, KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key));
            session.removeAttribute(LOGIN);
            return false;
        }
        session.setAttribute(LOGIN, found.get());
        return true;
    }

    /// Who has logged in, for people.
    static String who(Session session) {
        AuthorizedKey key = session.getAttribute(LOGIN);
        if (key == null) {
            throw new IllegalStateException("nobody has logged in");
        }
        return key.who();
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated) {
            LOG.log(Level.INFO, "SSH: {0} has logged in from {1}", who(session), SshEndpoint.shown(session.getRemoteAddress()));
        }
    }

    @Override
    public void sessionClosed(Session session) {
        String refused = session.getAttribute(REFUSED);
        if (refused != null && !session.isAuthenticated()) {
            REFUSALS.log(Level.WARNING, "SSH: {0} is refused: its key {1} is not in {2}", SshEndpoint.shown(session.getRemoteAddress()),
                    refused, keys.file());
        }
    }
}
