package dev.reserve.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.UnsupportedEncodingException;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/// The log goes to standard output, in UTF-8, line by line: whoever starts the server (systemd, a container, a person) takes it from there.
final class LogOutput extends StreamHandler {
    private LogOutput() throws UnsupportedEncodingException {
        setEncoding("UTF-8");
        setFormatter(new LogLine());
        setOutputStream(new FileOutputStream(FileDescriptor.out));
        setFilter(new JettyLog());
    }

    static void install() {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        try {
            root.addHandler(new LogOutput());
            JettyLog.setLevels();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        super.publish(entry);
        flush();
    }

    @Override
    public synchronized void close() {
        flush(); // standard output stays open for what is said at the very end
    }
}
