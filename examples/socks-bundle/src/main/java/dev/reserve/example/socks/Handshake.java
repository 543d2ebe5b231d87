package dev.reserve.example.socks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Optional;

/// What client and proxy say to each other before the data: RFC 1928, and RFC 1929 for names and passwords.
///
/// Reads no byte too many: what follows is the destination's.
final class Handshake {

    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int PASSWORD = 2;
    private static final int NO_METHOD = 0xff;
    private static final int PASSWORD_VERSION = 1;
    private static final int CONNECT = 1;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private final DataInputStream in;
    private final OutputStream out;

    Handshake(SocketChannel client) {
        in = new DataInputStream(Channels.newInputStream(client));
        out = Channels.newOutputStream(client);
    }

    /// Agrees with the client on who it is.
    ///
    /// @return false if it may not go on
    /// @throws EOFException if the client goes
    boolean authenticate(Optional<Users> users) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            return false; // no answer that it would understand
        }
        int wanted = users.isPresent() ? PASSWORD : NO_AUTHENTICATION;
        byte[] methods = string();
        for (byte method : methods) {
            if (method == wanted) {
                out.write(new byte[]{VERSION, (byte) wanted});
                return users.isEmpty() || checkPassword(users.get());
            }
        }
        out.write(new byte[]{VERSION, (byte) NO_METHOD});
        return false;
    }

    private boolean checkPassword(Users users) throws IOException {
        if (in.readUnsignedByte() != PASSWORD_VERSION) {
            return false;
        }
        boolean accepted = users.accept(new String(string(), UTF_8), new String(string(), UTF_8));
        out.write(new byte[]{PASSWORD_VERSION, (byte) (accepted ? 0 : 1)});
        return accepted;
    }

    /// What the client asks for.
    ///
    /// @throws Refusal if it is not to be connected with somebody
    Destination request() throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new Refusal(Refusal.Kind.FAILURE);
        }
        int command = in.readUnsignedByte();
        in.readByte(); // reserved
        String host = switch (in.readUnsignedByte()) {
            case IPV4 -> address(4);
            case IPV6 -> address(16);
            case NAME -> new String(string(), UTF_8).toLowerCase(Locale.ROOT);
            default -> throw new Refusal(Refusal.Kind.UNKNOWN_ADDRESS_TYPE);
        };
        int port = in.readUnsignedShort();
        if (command != CONNECT) {
            throw new Refusal(Refusal.Kind.UNKNOWN_COMMAND);
        }
        return new Destination(host, port);
    }

    private String address(int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return InetAddress.getByAddress(bytes).getHostAddress();
    }

    /// Of up to 255 bytes, with its length before it.
    private byte[] string() throws IOException {
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        return bytes;
    }

    /// @param local where the proxy is connected from
    void accept(InetSocketAddress local) throws IOException {
        byte[] address = local.getAddress().getAddress();
        reply(0, address.length == 4 ? IPV4 : IPV6, address, local.getPort());
    }

    void refuse(Refusal.Kind kind) throws IOException {
        reply(kind.code(), IPV4, new byte[4], 0);
    }

    private void reply(int code, int type, byte[] address, int port) throws IOException {
        out.write(ByteBuffer.allocate(6 + address.length).put((byte) VERSION).put((byte) code).put((byte) 0).put((byte) type).put(address)
                .putShort((short) port).array());
    }
}
