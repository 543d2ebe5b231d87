package dev.reserve.benchmarks.load;

import java.util.Locale;

/// What clients speak.
public enum Language {

    /// A line is asked, a line is answered. The client ends the connection.
    LINES {
        @Override
        String question(long id, int length, boolean last) {
            return id + " " + length + "\n";
        }

        @Override
        Reply reply(Wire wire) throws LossException {
            return new Reply(wire.line(), false);
        }
    },

    /// HTTP/1.1. The server ends the connection if it is told which question is the last, or says that this answer was.
    HTTP {
        @Override
        String question(long id, int length, boolean last) {
            return "GET /bench/?id=" + id + "&length=" + length + " HTTP/1.1\r\nHost: localhost\r\n" + (last ? "Connection: close\r\n" : "")
                    + "\r\n";
        }

        @Override
        Reply reply(Wire wire) throws LossException {
            String status = wire.line();
            int length = -1;
            boolean last = false;
            for (String header = wire.line().strip(); !header.isEmpty(); header = wire.line().strip()) {
                String[] field = header.toLowerCase(Locale.ROOT).split(": *", 2);
                switch (field[0]) {
                    case "content-length" -> length = Integer.parseInt(field[1]);
                    case "connection" -> last = field[1].equals("close");
                    default -> {}
                }
            }
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new LossException(Loss.STATUS, status.strip());
            }
            return new Reply(wire.bytes(length).stripTrailing(), last);
        }
    };

    /// @param last whether the server has said that it ends the connection
    record Reply(String answer, boolean last) {}

    abstract String question(long id, int length, boolean last);

    abstract Reply reply(Wire wire) throws LossException;
}
