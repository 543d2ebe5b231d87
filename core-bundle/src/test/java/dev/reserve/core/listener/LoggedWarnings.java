package dev.reserve.core.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What is logged as a warning, or worse, until it is closed.
final class LoggedWarnings extends Handler implements AutoCloseable {

    private final Logger logger;
    private final String about;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /// @param name of the logger
    /// @param about what is in the messages that count: others test at the same time
    LoggedWarnings(String name, String about) {
        this.logger = Logger.getLogger(name);
        this.about = about;
        logger.addHandler(this);
    }

    List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void publish(LogRecord logged) {
        String message = new SimpleFormatter().formatMessage(logged);
        if (logged.getLevel().intValue() >= Level.WARNING.intValue() && message.contains(about)) {
            messages.add(message);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
