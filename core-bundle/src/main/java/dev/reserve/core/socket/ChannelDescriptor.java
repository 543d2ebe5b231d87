package dev.reserve.core.socket;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.nio.channels.Channel;
import java.util.Optional;
import java.util.OptionalInt;

/// The descriptor of a channel. Looking for the channel's address among the descriptors of the process would need no option of the JVM, but
/// several sockets may have one address (`SO_REUSEPORT`, handover).
final class ChannelDescriptor {

    private static final Optional<Method> NUMBER = number();

    private ChannelDescriptor() {}

    static OptionalInt of(Channel channel) {
        try {
            return NUMBER.isPresent() ? OptionalInt.of((int) NUMBER.get().invoke(channel)) : OptionalInt.empty();
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return OptionalInt.empty(); // a channel of another provider
        }
    }

    private static Optional<Method> number() {
        try {
            // With the boot loader named: the class loader of an OSGi bundle does not delegate sun.*.
            Method number = Class.forName("sun.nio.ch.SelChImpl", false, null).getMethod("getFDVal");
            number.setAccessible(true);
            return Optional.of(number);
        } catch (InaccessibleObjectException | ReflectiveOperationException e) {
            return Optional.empty(); // no --add-opens
        }
    }
}
