package dev.reserve.benchmarks.load;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/// Where clients connect to.
///
/// @param name of the target, for people
/// @param addresses used in turn
/// @param language that is spoken there
/// @param sticky whether all answers on one connection have to be of one version
public record Target(String name, List<SocketAddress> addresses, Language language, boolean sticky) {

    /// A pair of addresses has only some 28,000 ports for one side, and a port rests a minute after its use: so there are many pairs.
    private static final int PAIRS = 50;

    /// A TCP port, on many of the addresses of the loopback interface.
    public static Target port(String name, int port, Language language, boolean sticky) {
        return new Target(name,
                IntStream.rangeClosed(1, PAIRS).<SocketAddress>mapToObj(i -> new InetSocketAddress("127.0.0." + i, port)).toList(),
                language, sticky);
    }
}
