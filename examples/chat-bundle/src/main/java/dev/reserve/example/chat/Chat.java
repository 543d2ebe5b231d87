package dev.reserve.example.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reserve.app.ConnectionHandler;
import dev.reserve.app.ReserveApp;
import dev.reserve.app.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/// The app `chat`: a chat room, one line a message, in UTF-8.
///
/// The first line that a client sends is its nickname, `/nick NAME` changes it, and all other lines go to everybody else. The one argument, if given, is
/// the name of the room.
///
/// Declarative Services make and register the one object of this class: the annotation is all it takes to be launched.
@Component(property = ReserveApp.NAME + "=chat")
public final class Chat implements ReserveApp {

    private static final int MAX_LINE_BYTES = 1000;
    private static final int MAX_NICK_LENGTH = 20;
    /// How many lines may wait for a member that reads slowly.
    private static final int MAX_OUTBOX = 1000;

    @Override
    public ConnectionHandler launch(String... args) {
        if (args.length > 1) {
            throw new IllegalArgumentException("chat takes one argument, the name of the room, and got " + args.length);
        }
        return new Room(args.length == 0 ? "lobby" : args[0], ConcurrentHashMap.newKeySet());
    }

    /// One version of the app: its members stay in it when another version, with a room of its own, has taken over.
    private record Room(String name, Set<Member> members) implements ConnectionHandler {

        /// Runs on a thread of its own for each connection, until the member leaves.
        @Override
        public void handle(SocketChannel socket, SocketAddress clientAddress, Server server) throws IOException {
            Member member = new Member(socket);
            Thread writer = Thread.startVirtualThread(member::write);
            try {
                member.send("* welcome to " + name + "! What is your name?");
                server.onDraining(() -> member.send("* this room is moving: please reconnect when you can"));
                InputStream in = new BufferedInputStream(Channels.newInputStream(socket));
                for (Optional<String> line = readLine(in); line.isPresent(); line = readLine(in)) {
                    hear(member, line.get());
                }
            } catch (ClosedChannelException e) { // dropped, or cut because the drain took too long
                return;
            } finally {
                writer.interrupt();
                if (members.remove(member)) {
                    tellOthers(member, "* " + member.nick + " has left");
                }
            }
        }

        private void hear(Member member, String line) {
            String before = member.nick;
            if (!before.isEmpty() && !line.startsWith("/nick ")) {
                tellOthers(member, "<" + before + "> " + line);
                return;
            }
            String wanted = line.replaceFirst("^/nick ", "").strip();
            if (wanted.isEmpty() || wanted.length() > MAX_NICK_LENGTH) {
                member.send("* a name has 1 to " + MAX_NICK_LENGTH + " characters");
                return;
            }
            member.nick = wanted;
            boolean joins = members.add(member);
            tellOthers(member, joins ? "* " + wanted + " is here" : "* " + before + " is now " + wanted);
        }

        private void tellOthers(Member from, String line) {
            members.stream().filter(member -> member != from).forEach(member -> member.send(line));
        }

        /// Called when the last member has left: nothing to let go of.
        @Override
        public void close() {}
    }

    /// A client. Its lines wait in a queue for a thread that writes them: nobody waits for a member that does not read.
    private static final class Member {

        private final SocketChannel socket;
        private final BlockingQueue<String> outbox = new ArrayBlockingQueue<>(MAX_OUTBOX);
        private volatile String nick = "";

        Member(SocketChannel socket) {
            this.socket = socket;
        }

        /// Never waits: a member that has fallen too far behind is dropped.
        void send(String line) {
            if (!outbox.offer(line)) {
                drop();
            }
        }

        void write() {
            try (socket) {
                while (true) {
                    ByteBuffer bytes = UTF_8.encode(outbox.take() + "\n");
                    while (bytes.hasRemaining()) {
                        socket.write(bytes);
                    }
                }
            } catch (IOException | InterruptedException e) { // the client is gone, or the reading side has ended
                return;
            }
        }

        private void drop() {
            try {
                socket.close();
            } catch (IOException e) { // closed all the same
                return;
            }
        }
    }

    /// The next line, or nothing at the end. Without control characters, which would act on the terminals of others, and without what is too much of it.
    private static Optional<String> readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (line.size() < MAX_LINE_BYTES) {
                line.write(b);
            }
        }
        return Optional.of(line.toString(UTF_8).replaceAll("\\p{Cntrl}", ""));
    }
}
