package dev.reserve.core.proxy;

import dev.reserve.core.configuration.Form;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A set of networks, as one line: `10.0.0.0/8, fd00::/8, 192.0.2.7, unix`.
///
/// An address without a prefix is a network of one; `unix` is every Unix socket. IPv4 and IPv6 are apart: `::/0` is all of IPv6 and nothing
/// of IPv4. An IPv6 address that stands for one of IPv4 (`::ffff:192.0.2.7`) is taken for that one, here and when asked for.
///
/// @param networks those of IPv4 and IPv6
/// @param unix     whether Unix sockets belong to it
public record Networks(List<Network> networks, boolean unix) {

    /// The value of a setting that is such a line.
    public static final Form<Networks> FORM = Form.of("networks such as 10.0.0.0/8, fd00::/8, 192.0.2.7 or unix, with commas between them",
            Networks::parse, Networks::toString);

    private static final String EXPECTED = "; expected " + FORM.described();
    private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final int MAPPED_BITS = 96;

    /// All addresses that begin with the same bits.
    ///
    /// @param address the first of them
    /// @param prefix  how many bits they share
    public record Network(InetAddress address, int prefix) {

        public Network {
            if (prefix < 0 || prefix > address.getAddress().length * Byte.SIZE) {
                throw new IllegalArgumentException(address.getHostAddress() + "/" + prefix);
            }
        }

        private boolean contains(byte[] candidate) {
            byte[] bytes = address.getAddress();
            int whole = prefix / Byte.SIZE;
            int rest = prefix % Byte.SIZE;
            return candidate.length == bytes.length && Arrays.equals(bytes, 0, whole, candidate, 0, whole)
                    && (rest == 0 || ((bytes[whole] ^ candidate[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0);
        }

        private boolean hasBitsBeyondPrefix() {
            byte[] bytes = address.getAddress();
            for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
                if ((bytes[bit / Byte.SIZE] & (0x80 >>> bit % Byte.SIZE)) != 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return address.getHostAddress() + "/" + prefix;
        }
    }

    public Networks {
        networks = List.copyOf(networks);
    }

    /// Reads the line.
    ///
    /// @param option where it was found, for messages: `proxy.trusted`
    /// @throws IllegalArgumentException what was found and what was expected
    public static Networks parse(String option, String text) {
        List<Network> networks = new ArrayList<>();
        boolean unix = false;
        for (String item : text.split(",", -1)) {
            String word = item.strip();
            if (word.equals("unix")) {
                unix = true;
            } else if (word.isEmpty()) {
                throw new IllegalArgumentException(
                        option + "=" + text + (text.isBlank() ? ": it is empty" : ": an item is empty") + EXPECTED);
            } else {
                networks.add(network(option, word));
            }
        }
        return new Networks(networks, unix);
    }

    private static Network network(String option, String word) {
        int slash = word.indexOf('/');
        String literal = slash < 0 ? word : word.substring(0, slash);
        Optional<InetAddress> found = literal.contains(":") ? AddressLiteral.six(literal) : AddressLiteral.four(literal);
        InetAddress address = found
                .orElseThrow(() -> new IllegalArgumentException(option + ": '" + literal + "' is not an IPv4 or IPv6 address" + EXPECTED));
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Network(address, bits);
        }
        int above = literal.contains(":") && !(address instanceof Inet6Address) ? MAPPED_BITS : 0;
        String prefix = word.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) < above || Integer.parseInt(prefix) > above + bits) {
            throw new IllegalArgumentException(
                    option + ": " + word + " has the prefix '" + prefix + "'; expected a number from " + above + " to " + (above + bits));
        }
        Network network = new Network(address, Integer.parseInt(prefix) - above);
        if (network.hasBitsBeyondPrefix()) {
            throw new IllegalArgumentException(
                    option + ": " + word + " has bits set beyond its prefix; expected the first address of the network, or "
                            + literal + " alone for one address");
        }
        return network;
    }

    /// Whether the address is one of these. One that was not resolved is not.
    public boolean contains(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress local -> unix;
            case InetSocketAddress inet when !inet.isUnresolved() -> {
                byte[] bytes = plain(inet.getAddress());
                yield networks.stream().anyMatch(network -> network.contains(bytes));
            }
            default -> false;
        };
    }

    // Java makes an Inet4Address of such an address nearly always, but for Inet6Address.getByAddress.
    private static byte[] plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        int tail = MAPPED_BITS / Byte.SIZE;
        if (bytes.length == 4 || bytes[tail - 1] != -1 || bytes[tail - 2] != -1) {
            return bytes;
        }
        for (int i = 0; i < tail - 2; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, tail, bytes.length);
    }

    @Override
    public String toString() {
        List<String> words = new ArrayList<>(networks.stream().map(Network::toString).toList());
        if (unix) {
            words.add("unix");
        }
        return String.join(", ", words);
    }
}
