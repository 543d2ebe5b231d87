package dev.reserve.example.socks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/// A request that is not done. The kinds are those of RFC 1928 §6.
final class Refusal extends IOException {

    private static final long serialVersionUID = 1L;

    enum Kind {
        FAILURE(1), NOT_ALLOWED(2), HOST_UNREACHABLE(4), CONNECTION_REFUSED(5), UNKNOWN_COMMAND(7), UNKNOWN_ADDRESS_TYPE(8);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        /// Why a connection did not come about.
        static Kind of(IOException e) {
            return switch (e) {
                case ConnectException _ -> CONNECTION_REFUSED;
                case NoRouteToHostException _,SocketTimeoutException _ -> HOST_UNREACHABLE;
                default -> FAILURE;
            };
        }
    }

    private final Kind kind;

    Refusal(Kind kind) {
        super(kind.name());
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
