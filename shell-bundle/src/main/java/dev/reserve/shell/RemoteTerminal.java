package dev.reserve.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jline.reader.LineReader;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// A client's terminal as JLine sees it. The client has it in raw mode: Ctrl-C and the like come as bytes, and become signals here.
final class RemoteTerminal extends LineDisciplineTerminal {

    private static final Logger LOG = System.getLogger("reserve.admin");
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;
    /// How much may be typed that nobody reads: JLine's pipe has 1024 bytes, and when it is full, a Ctrl-C that comes after it gets stuck.
    private static final int TYPED_AHEAD = 900;
    private static final byte INTERRUPT = 3;

    private volatile boolean editing;

    RemoteTerminal(Request.Shell request, OutputStream output) throws IOException {
        super("reservectl", request.terminal(), output, StandardCharsets.UTF_8, SignalHandler.SIG_IGN);
        resize(request.columns(), request.rows());
    }

    /// Says whether somebody reads what is typed.
    void editing(boolean now) {
        editing = now;
    }

    void show(String text) {
        writer().println(new AttributedString(text, AttributedStyle.DEFAULT.faint()).toAnsi(this));
        writer().flush();
    }

    void complain(String text) {
        writer().println(new AttributedString(text, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED)).toAnsi(this));
        writer().flush();
    }

    /// A terminal that does not know its size says 0.
    private void resize(int columns, int rows) {
        setSize(new Size(columns == 0 ? COLUMNS : columns, rows == 0 ? ROWS : rows));
    }

    /// Drops what was typed and not read, as terminals do at a Ctrl-C: it would begin the next line.
    private void forget() throws IOException {
        while (slaveInput.available() > 0) {
            slaveInput.read(1L);
        }
    }

    /// What passes on what is typed.
    TerminalLink.Keyboard keyboard(LineReader reader) {
        return new TerminalLink.Keyboard() {

            @Override
            public void typed(byte[] bytes, int offset, int length) {
                try {
                    for (int i = offset; i < offset + length; i++) {
                        if (bytes[i] == INTERRUPT) {
                            forget();
                        }
                        if (editing || bytes[i] == INTERRUPT || slaveInput.available() < TYPED_AHEAD) {
                            processInputByte(bytes[i]);
                        } else {
                            masterOutput.write('\007');
                        }
                    }
                } catch (IOException e) { // the session has ended meanwhile
                    LOG.log(Level.DEBUG, "typed too late", e);
                }
            }

            @Override
            public void resized(int columns, int rows) {
                resize(columns, rows);
                raise(Signal.WINCH);
            }

            @Override
            public void redraw() {
                if (reader.isReading()) {
                    try {
                        reader.callWidget(LineReader.REDRAW_LINE);
                        reader.callWidget(LineReader.REDISPLAY);
                    } catch (IllegalStateException e) { // it has just come to its end
                        LOG.log(Level.DEBUG, "nothing to draw again", e);
                    }
                }
            }

            @Override
            public void ended() {
                try {
                    slaveInputPipe.close();
                } catch (IOException e) {
                    LOG.log(Level.DEBUG, "closing the keyboard", e);
                }
            }
        };
    }
}
