package dev.reserve.shell;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What comes from the client of an interactive session: the bytes that are typed, and between them what else there is to say, each a NUL, some text and a line feed.
///
/// - `size COLUMNS ROWS`: the terminal has another size.
/// - `redraw`: something else has written to the terminal, which is to show the line being edited again.
/// - no text at all: a NUL was typed.
final class TerminalInput {

    static final int MAX_SIZE = 10_000;

    private static final int MAX_MESSAGE = 64;

    /// Who gets it.
    interface Receiver {

        void typed(byte[] bytes, int offset, int length);

        void resized(int columns, int rows);

        void redraw();
    }

    private final Receiver receiver;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream(MAX_MESSAGE);
    private boolean inMessage;

    TerminalInput(Receiver receiver) {
        this.receiver = receiver;
    }

    /// Takes bytes as they come: a message may come in parts.
    ///
    /// @throws CommandFailure if a message is not one of those above
    void take(byte[] bytes, int offset, int length) throws CommandFailure {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (inMessage) {
                if (bytes[i] == '\n') {
                    end(message.toString(StandardCharsets.UTF_8));
                    message.reset();
                    inMessage = false;
                } else if (message.size() == MAX_MESSAGE) {
                    throw unknown(message.toString(StandardCharsets.UTF_8));
                } else {
                    message.write(bytes[i]);
                }
                start = i + 1;
            } else if (bytes[i] == 0) {
                typed(bytes, start, i);
                inMessage = true;
            }
        }
        if (!inMessage) {
            typed(bytes, start, end);
        }
    }

    private void typed(byte[] bytes, int start, int end) {
        if (start < end) {
            receiver.typed(bytes, start, end - start);
        }
    }

    private void end(String text) throws CommandFailure {
        if (text.isEmpty()) {
            receiver.typed(new byte[1], 0, 1);
        } else if (text.equals("redraw")) {
            receiver.redraw();
        } else {
            String[] words = text.split(" ", -1);
            int columns = words.length == 3 && words[0].equals("size") ? RequestReader.number(words[1], MAX_SIZE) : -1;
            int rows = words.length == 3 ? RequestReader.number(words[2], MAX_SIZE) : -1;
            if (columns < 0 || rows < 0) {
                throw unknown(text);
            }
            receiver.resized(columns, rows);
        }
    }

    private static CommandFailure unknown(String text) {
        return new CommandFailure(CommandFailure.BAD_DATA,
                "the message '" + text + "' between what is typed; expected size COLUMNS ROWS, redraw, or nothing for a NUL");
    }
}
