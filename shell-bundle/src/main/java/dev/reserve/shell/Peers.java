package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.function.Predicate;

import jdk.net.ExtendedSocketOptions;

/// Who may use the admin socket. The kernel says who connected; the modes of the socket and its directory keep others out as well, unless somebody changes them.
///
/// @param allowed whether this user may
record Peers(Predicate<UserPrincipal> allowed) {

    private static final Logger LOG = System.getLogger("reserve.admin");

    /// The user that owns the socket, who is the one that runs the server, and root.
    static Peers ownerOf(Path socket) throws IOException {
        UserPrincipal owner = Files.getOwner(socket);
        return new Peers(user -> user.getName().equals(owner.getName()) || user.getName().equals("root"));
    }

    /// To be called on the thread that runs the commands: they are from now on those of the user at the other end.
    void check(SocketChannel channel) throws IOException, CommandFailure {
        UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        if (!allowed.test(user)) {
            LOG.log(Level.WARNING, "admin socket: refused user {0}", user.getName());
            throw new CommandFailure(CommandFailure.NO_PERMISSION,
                    "user " + user.getName() + " may not use this socket: it is for the user that runs the server, and root");
        }
        Caller.become(user);
    }
}
