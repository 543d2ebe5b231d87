package dev.reserve.core.socket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("try") // a client that closes is what is tested
class PeerTest {

    /// How a client goes.
    enum Way {
        CLOSES, ENDS_ITS_OUTPUT, CLOSES_WITH_SOMETHING_UNREAD
    }

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @EnumSource
    void whoHasLeftIsSeenWithoutReading(Way way) throws IOException {
        for (SocketAddress address : Stream.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                UnixDomainSocketAddress.of(directory.resolve("socket"))).toList()) {
            StandardProtocolFamily family = address instanceof UnixDomainSocketAddress
                    ? StandardProtocolFamily.UNIX
                    : StandardProtocolFamily.INET;
            try (ServerSocketChannel listener = ServerSocketChannel.open(family).bind(address);
                    SocketChannel client = SocketChannel.open(listener.getLocalAddress());
                    SocketChannel server = listener.accept()) {
                client.write(ByteBuffer.wrap(new byte[]{1, 2}));
                ByteBuffer read = ByteBuffer.allocate(2);
                if (way != Way.CLOSES_WITH_SOMETHING_UNREAD) {
                    assertTrue(server.read(read) > 0);
                }
                assertFalse(Peer.hasLeft(server));
                if (way == Way.ENDS_ITS_OUTPUT) {
                    client.shutdownOutput();
                } else {
                    client.close();
                }
                Awaitility.await().until(() -> Peer.hasLeft(server));
                if (way == Way.CLOSES_WITH_SOMETHING_UNREAD) {
                    assertTrue(server.read(read) > 0, "it has been read");
                }
                server.close();
                assertFalse(Peer.hasLeft(server));
            }
        }
    }
}
