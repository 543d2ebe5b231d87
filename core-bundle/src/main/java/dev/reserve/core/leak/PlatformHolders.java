package dev.reserve.core.leak;

import java.lang.management.ManagementFactory;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/// Looks where the platform lets one look: threads, MBeans, loggers, and the settings that are one for the whole process.
///
/// It cannot see thread-locals, shutdown hooks, the tasks of a timer (its thread it does see), or a static field of a library; a
/// [HeapPath] can.
@SuppressWarnings("ReferenceEquality") // a loader is what it is; what its equals says is beside the point
final class PlatformHolders implements Holders {

    @Override
    public List<String> of(ClassLoader loader) {
        List<String> holders = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> thread(thread, stack, loader, holders));
        mbeans(loader, holders);
        loggers(loader, holders);
        for (Provider provider : Security.getProviders()) {
            object("security provider " + provider.getName(), provider, loader, holders);
        }
        object("default uncaught exception handler", Thread.getDefaultUncaughtExceptionHandler(), loader, holders);
        object("default authenticator", Authenticator.getDefault(), loader, holders);
        object("default proxy selector", ProxySelector.getDefault(), loader, holders);
        object("default cookie handler", CookieHandler.getDefault(), loader, holders);
        object("default response cache", ResponseCache.getDefault(), loader, holders);
        object("System.out", System.out, loader, holders);
        object("System.err", System.err, loader, holders);
        object("System.in", System.in, loader, holders);
        Map<Object, Object> properties = Map.copyOf(System.getProperties());
        properties.forEach((key, value) -> object("system property " + key, value, loader, holders));
        return holders;
    }

    private static void thread(Thread thread, StackTraceElement[] stack, ClassLoader loader, List<String> holders) {
        String name = "thread \"" + thread.getName() + "\"";
        if (thread.getClass().getClassLoader() == loader) {
            holders.add(name + ": it is a " + thread.getClass().getName() + at(stack));
        } else if (thread.getContextClassLoader() == loader) {
            String timer = thread.getClass().getName().equals("java.util.TimerThread") ? " (a java.util.Timer, not cancelled)" : "";
            holders.add(name + timer + ": context class loader" + at(stack));
        } else {
            for (StackTraceElement frame : stack) {
                // The frame has only the name of a class. If it could as well be one of the thread's own app, it is taken to be that.
                if (frame.getClassLoaderName() == null && defines(loader, frame.getClassName())
                        && !defines(thread.getContextClassLoader(), frame.getClassName())) {
                    holders.add(name + ": runs " + frame);
                    return;
                }
            }
        }
        object("uncaught exception handler of " + name, thread.getUncaughtExceptionHandler(), loader, holders);
    }

    private static String at(StackTraceElement[] stack) {
        return stack.length == 0 ? "" : ", at " + stack[0];
    }

    private static boolean defines(@Nullable ClassLoader loader, String className) {
        if (loader == null || loader == ClassLoader.getSystemClassLoader()) {
            return false;
        }
        try {
            return Class.forName(className, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError | RuntimeException e) { // a loader of an uninstalled bundle may throw anything
            return false;
        }
    }

    private static void mbeans(ClassLoader loader, List<String> holders) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(null, null)) {
            try {
                if (server.getClassLoaderFor(name) == loader) {
                    holders.add("MBean " + name);
                }
            } catch (InstanceNotFoundException e) {
                // unregistered just now
            }
        }
    }

    private static void loggers(ClassLoader loader, List<String> holders) {
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            if (logger == null) {
                continue;
            }
            String what = " of logger \"" + name + "\"";
            object("the class" + what, logger, loader, holders);
            object("filter" + what, logger.getFilter(), loader, holders);
            object("level" + what, logger.getLevel(), loader, holders);
            object("resource bundle" + what, logger.getResourceBundle(), loader, holders);
            for (Handler handler : logger.getHandlers()) {
                object("handler" + what, handler, loader, holders);
                object("formatter" + what, handler.getFormatter(), loader, holders);
                object("filter of a handler" + what, handler.getFilter(), loader, holders);
            }
        }
    }

    private static void object(String what, @Nullable Object object, ClassLoader loader, List<String> holders) {
        if (object != null && (object == loader || object.getClass().getClassLoader() == loader)) {
            holders.add(what + ": a " + object.getClass().getName());
        }
    }
}
