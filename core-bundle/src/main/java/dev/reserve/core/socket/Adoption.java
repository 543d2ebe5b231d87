package dev.reserve.core.socket;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/// Makes a `ServerSocketChannel` around a descriptor. Java has a public way for fd 0 only (`System.inheritedChannel()`), and that one
/// replaces standard input, output and error when it is closed; so this uses the constructor behind it.
final class Adoption {
    private Adoption() {}

    static ServerSocketChannel channel(int fd, ProtocolFamily family) throws IOException {
        try {
            Constructor<?> constructor = type("sun.nio.ch.ServerSocketChannelImpl").getDeclaredConstructor(SelectorProvider.class,
                    ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            Method newFd = type("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
            newFd.setAccessible(true);
            return (ServerSocketChannel) constructor.newInstance(SelectorProvider.provider(), family, newFd.invoke(null, fd), true);
        } catch (InaccessibleObjectException e) {
            throw new IllegalStateException("adopting fd " + fd + " needs the JVM option " + option(), e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("adopting fd " + fd + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java (" + Runtime.version() + ") has no way to adopt fd " + fd, e);
        }
    }

    // With the boot loader named: the class loader of an OSGi bundle does not delegate sun.*.
    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, false, null);
    }

    private static String option() {
        Module module = Adoption.class.getModule();
        return "--add-opens=java.base/sun.nio.ch=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    }
}
