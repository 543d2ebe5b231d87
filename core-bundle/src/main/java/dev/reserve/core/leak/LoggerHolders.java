package dev.reserve.core.leak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// What was added to or set on a logger of `java.util.logging`, which are those of the whole process.
final class LoggerHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Reach reach = new Reach(loader);
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            if (logger != null) {
                logger(logger, " of logger \"" + name + "\"", reach, holders);
            }
        }
        return holders;
    }

    private static void logger(Logger logger, String what, Reach reach, List<String> holders) {
        if (reach.includes(logger.getClass().getClassLoader())) {
            holders.add("the class" + what + ": a " + logger.getClass().getName());
        }
        reach.check("filter" + what, logger.getFilter(), holders);
        reach.check("level" + what, logger.getLevel(), holders);
        reach.check("resource bundle" + what, logger.getResourceBundle(), holders);
        for (Handler handler : logger.getHandlers()) {
            reach.check("handler" + what, handler, holders);
            reach.check("formatter" + what, handler.getFormatter(), holders);
            reach.check("filter of a handler" + what, handler.getFilter(), holders);
        }
    }
}
