package dev.reserve.wsgi.crew;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;

/// Which process is at the other end of a Unix socket (unix(7), `SO_PEERCRED`). The platform tells the user, but not the process.
@SuppressWarnings("restricted") // the server is started with native access enabled
final class PeerProcess {

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    /// `struct ucred`: pid, uid, gid.
    private static final int UCRED = 12;

    private static final MethodHandle GETSOCKOPT = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().find("getsockopt").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

    private PeerProcess() {}

    static long of(SocketChannel channel) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            // With the boot loader named: the class loader of an OSGi bundle does not delegate sun.*.
            Method number = Class.forName("sun.nio.ch.SelChImpl", false, null).getMethod("getFDVal");
            number.setAccessible(true);
            MemorySegment credentials = arena.allocate(UCRED, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, UCRED);
            int result = (int) GETSOCKOPT.invokeExact((int) number.invoke(channel), SOL_SOCKET, SO_PEERCRED, credentials, length);
            if (result != 0) {
                throw new IOException("the process at the other end of a socket cannot be found out (getsockopt SO_PEERCRED)");
            }
            return credentials.get(JAVA_INT, 0);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("the process at the other end of a socket cannot be found out: " + e, e);
        }
    }
}
