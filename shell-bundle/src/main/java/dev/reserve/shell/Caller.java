package dev.reserve.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.Nullable;

/// Who gives a command: what the audit log tells.
///
/// @param uid of the peer; -1 if it is not known
/// @param via on whose behalf the peer asked, by its own account; null if it has not said so
record Caller(int uid, String user, @Nullable String via) {

    /// Set on the thread of a session; the threads that the session starts inherit it. Where it is not set the command comes from the server's own terminal.
    private static final InheritableThreadLocal<Caller> CURRENT = new InheritableThreadLocal<>();

    private static final Path SELF = Path.of("/proc/self");

    static Caller current() {
        Caller caller = CURRENT.get();
        return caller == null ? of(System.getProperty("user.name", "")) : caller;
    }

    /// The commands of this thread are from now on those of this user.
    static void become(UserPrincipal user) {
        CURRENT.set(of(user.getName()));
    }

    /// The commands of this thread are from now on given on behalf of somebody.
    static void actFor(@Nullable String via) {
        Caller caller = current();
        CURRENT.set(new Caller(caller.uid, caller.user, via));
    }

    /// The JDK gives the name of a peer and not its number. Only root and the user that runs the server get in, whose numbers are known.
    private static Caller of(String user) {
        if (user.equals("root")) {
            return new Caller(0, user, null);
        }
        try {
            if (Files.getOwner(SELF).getName().equals(user) && Files.getAttribute(SELF, "unix:uid") instanceof Integer uid) {
                return new Caller(uid, user, null);
            }
        } catch (IOException | UnsupportedOperationException _) { // no /proc
        }
        return new Caller(user.matches("\\d{1,9}") ? Integer.parseInt(user) : -1, user, null);
    }
}
