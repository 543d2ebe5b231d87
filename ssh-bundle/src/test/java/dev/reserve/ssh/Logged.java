package dev.reserve.ssh;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What is logged while this is open.
final class Logged extends Handler {

    private final Logger logger = Logger.getLogger("reserve.ssh");
    private final List<String> messages = new CopyOnWriteArrayList<>();

    Logged() {
        logger.addHandler(this);
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void publish(LogRecord entry) {
        messages.add(new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
