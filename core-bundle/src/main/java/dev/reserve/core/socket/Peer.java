package dev.reserve.core.socket;

import java.nio.channels.SocketChannel;
import java.util.OptionalInt;

/// The other end of a connection.
public final class Peer {

    private Peer() {}

    /// Whether the other end has closed the connection, or at least will send nothing more: the two cannot be told apart before something is sent. Also while what it has
    /// sent before is unread. Reads nothing, and does not wait.
    ///
    /// False if the kernel does not tell, without `--add-opens=java.base/sun.nio.ch=ALL-UNNAMED`, and for a channel that is closed at this end.
    public static boolean hasLeft(SocketChannel channel) {
        OptionalInt fd = channel.isOpen() ? ChannelDescriptor.of(channel) : OptionalInt.empty();
        try {
            boolean left = fd.isPresent() && Libc.hangsUp(fd.getAsInt());
            return left && channel.isOpen(); // once it is closed, its descriptor may be another socket's
        } catch (SystemCallException e) {
            return false;
        }
    }
}
