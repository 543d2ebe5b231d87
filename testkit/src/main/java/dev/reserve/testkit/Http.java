package dev.reserve.testkit;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;

/// What there is for sub-apps of `http`.
final class Http {

    private Http() {}

    /// Whether their contract is on the class path.
    static boolean isPresent() {
        try {
            Class.forName("dev.reserve.http.HttpApp", false, Http.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /// @throws IllegalStateException if it is not an address of TCP
    static URI root(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalStateException(
                    "the app listens at " + address + ", for which there is no URI; expected transport = Transport.TCP");
        }
        return URI.create("http://" + inet.getAddress().getHostAddress() + ":" + inet.getPort() + "/");
    }
}
