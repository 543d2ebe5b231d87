package dev.reserve.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/// The Unix socket through which command lines come in, each over a connection of its own. [AdminSession] has the protocol.
///
/// Only the user that runs the server gets in, and root: the directory of the socket is for its owner alone (0700) before the socket is there, so is
/// the socket (0600), and the kernel's word on who connected is checked as well.
final class AdminSocket implements AutoCloseable {

    /// sun_path of unix(7) has 108 bytes, the last of which is a NUL.
    static final int MAX_PATH_BYTES = 107;

    private static final Logger LOG = System.getLogger("reserve.admin");
    private static final Duration TO_FINISH = Duration.ofMillis(250);
    private static final Duration TO_STOP = Duration.ofMillis(750);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path path;
    private final ServerSocketChannel server;
    private final Peers peers;
    private final LineRunner runner;
    private final AdminSession.Patience patience;
    private final Set<AdminSession> sessions = ConcurrentHashMap.newKeySet();
    /// Whether what handles errors has handled one: the JVM looks up what a handler catches when it first does, which takes memory, and without any passes it over.
    private boolean rehearsed;
    private final Thread acceptor = Thread.ofPlatform().name("admin-accept").daemon().unstarted(this::accept);

    private AdminSocket(Path path, ServerSocketChannel server, Peers peers, LineRunner runner, AdminSession.Patience patience) {
        this.path = path;
        this.server = server;
        this.peers = peers;
        this.runner = runner;
        this.patience = patience;
    }

    /// Opens the socket, and begins to accept.
    ///
    /// A file that is already there belonged to a server that has died, and is replaced: the lock of the data directory keeps a second server away.
    ///
    /// @param path in a directory of its own, which is made when it is not there
    /// @throws IOException if the socket cannot be opened; names the path
    static AdminSocket open(Path path, LineRunner runner) throws IOException {
        return open(path, runner, null, AdminSession.Patience.USUAL);
    }

    /// @param peers who may use it, or null for the owner and root
    static AdminSocket open(Path path, LineRunner runner, @Nullable Peers peers, AdminSession.Patience patience) throws IOException {
        privateDirectory(path.toAbsolutePath().getParent());
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            AdminSocket socket = new AdminSocket(path, server, peers == null ? Peers.ownerOf(path) : peers, runner, patience);
            socket.acceptor.start();
            return socket;
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot open the socket " + path + ": " + e.getMessage(), e);
        }
    }

    private static void privateDirectory(@Nullable Path directory) throws IOException {
        if (directory == null) {
            throw new IOException("the socket needs a directory of its own");
        }
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(directory + " is not a directory", e);
            }
            Files.setPosixFilePermissions(directory, ownerOnly);
        }
    }

    /// Whether the kernel takes a path of this length.
    static boolean fits(Path path) {
        return length(path) <= MAX_PATH_BYTES;
    }

    static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                if (!rehearsed) {
                    throw new Error("a rehearsal");
                }
                acceptOne();
            } catch (ClosedChannelException e) { // by close()
                return;
            } catch (IOException | Error e) { // mostly for want of descriptors, threads or memory, and trying again at once would only spin
                stumbled(e);
            }
        }
    }

    private void acceptOne() throws IOException {
        SocketChannel channel = server.accept();
        boolean started = false;
        try {
            AdminSession session = new AdminSession(channel, peers, runner, patience, sessions::remove);
            sessions.add(session);
            session.start();
            started = true;
        } finally {
            if (!started) {
                channel.close();
            }
        }
    }

    /// Pauses before it logs: memory may be too short for that, and even for loading the classes that take part.
    private void stumbled(Throwable cause) {
        try {
            if (!rehearsed) {
                rehearsed = true;
                throw new Error("a rehearsal");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            LOG.log(Level.WARNING, "admin socket: cannot accept: {0}", cause.getMessage());
        } catch (RuntimeException | Error _) { // left out
        }
    }

    @Override
    public void close() throws IOException {
        close("the server is stopping");
    }

    /// Stops accepting, gives open sessions a moment to end, ends the others, and removes the socket. Takes about a second.
    ///
    /// @param why for the clients whose commands are ended
    void close(String why) throws IOException {
        server.close();
        Files.deleteIfExists(path);
        try {
            acceptor.join();
            join(TO_FINISH);
            CommandFailure stopping = new CommandFailure(CommandFailure.TEMPORARY, "interrupted: " + why);
            sessions.forEach(session -> session.interrupt(stopping));
            join(TO_STOP);
            for (AdminSession session : sessions) { // most likely the one whose command has led here, and waits for this to end
                session.abandon(new CommandFailure(CommandFailure.TEMPORARY, "the command has not ended: " + why));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (AdminSession session : sessions) {
            session.join(Duration.ofNanos(deadline - System.nanoTime()));
        }
    }
}
