package dev.reserve.core.socket;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.util.OptionalInt;

/// The descriptor of a channel. Looking for the channel's address among the descriptors of the process would need no option of the JVM, but
/// several sockets may have one address (`SO_REUSEPORT`, handover).
final class ChannelDescriptor {
    private ChannelDescriptor() {}

    static OptionalInt of(Channel channel) {
        try {
            // With the boot loader named: the class loader of an OSGi bundle does not delegate sun.*.
            Method number = Class.forName("sun.nio.ch.SelChImpl", false, null).getMethod("getFDVal");
            number.setAccessible(true);
            return OptionalInt.of((int) number.invoke(channel));
        } catch (InaccessibleObjectException | ReflectiveOperationException | IllegalArgumentException e) {
            return OptionalInt.empty(); // no --add-opens, or a channel of another provider
        }
    }
}
