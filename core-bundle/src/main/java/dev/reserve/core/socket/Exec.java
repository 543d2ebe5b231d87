package dev.reserve.core.socket;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The C library's calls that replace and start processes. All memory and every handle exist before the first descriptor of the JVM is
/// overwritten: afterwards nothing may be loaded or linked any more.
final class Exec {
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;
    private static final short SPAWN_SETSIGDEF = 0x04;
    private static final short SPAWN_SETSIGMASK = 0x08;
    private static final short SPAWN_SETSID = 0x80;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int OPAQUE_BYTES = 1024; // more than posix_spawn's two structures have in any C library

    private final Arena arena;
    private final MemorySegment errno;

    /// A program and its command line in C's memory.
    record Target(MemorySegment program, MemorySegment arguments) {}

    Exec(Arena arena) {
        this.arena = arena;
        this.errno = Libc.errnoSegment(arena);
    }

    Target target(String program, List<byte[]> command) {
        MemorySegment arguments = arena.allocate(ADDRESS, command.size() + 1L);
        for (int i = 0; i < command.size(); i++) {
            byte[] word = command.get(i);
            MemorySegment copy = arena.allocate(word.length + 1L);
            copy.copyFrom(MemorySegment.ofArray(word));
            arguments.setAtIndex(ADDRESS, i, copy);
        }
        return new Target(arena.allocateFrom(program), arguments);
    }

    void environment(String name, String value) throws IOException {
        MethodHandle setenv = Libc.capturing("setenv", ADDRESS, ADDRESS, JAVA_INT);
        MemorySegment key = arena.allocateFrom(name);
        MemorySegment text = arena.allocateFrom(value);
        Libc.call("setenv", e -> (int) setenv.invokeExact(e, key, text, 1));
    }

    void noEnvironment(String name) throws IOException {
        MethodHandle unsetenv = Libc.capturing("unsetenv", ADDRESS);
        MemorySegment key = arena.allocateFrom(name);
        Libc.call("unsetenv", e -> (int) unsetenv.invokeExact(e, key));
    }

    /// Puts the descriptors where they belong and executes the target.
    ///
    /// @return why that failed; the JVM has its descriptors back
    SystemCallException replace(Target target, int[] descriptors, int first) throws IOException {
        MethodHandle dup2 = Libc.capturing("dup2", JAVA_INT, JAVA_INT);
        MethodHandle execvp = Libc.capturing("execvp", ADDRESS, ADDRESS);
        MethodHandle sigprocmask = Libc.capturing("sigprocmask", JAVA_INT, ADDRESS, ADDRESS);
        MemorySegment nobody = arena.allocateFrom("");
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        int[] saved = new int[descriptors.length];
        for (int i = 0; i < saved.length; i++) {
            saved[i] = saved(first + i, first + saved.length);
        }
        int number = 0;
        try {
            // Links these call sites, and does nothing: there is no program without a name.
            int ignored = (int) execvp.invokeExact(errno, nobody, target.arguments());
            ignored = (int) dup2.invokeExact(errno, 0, 0);
            // Else the command starts with the signals blocked that the JVM blocks in its threads, SIGQUIT among them.
            ignored = (int) sigprocmask.invokeExact(errno, SIG_SETMASK, none, NULL);
            boolean placed = true;
            for (int i = 0; i < descriptors.length && placed; i++) {
                placed = (int) dup2.invokeExact(errno, descriptors[i], first + i) >= 0;
            }
            if (placed) {
                ignored = (int) execvp.invokeExact(errno, target.program(), target.arguments());
            }
            number = Libc.errno(errno);
            for (int i = 0; i < saved.length; i++) {
                if (saved[i] >= 0) {
                    ignored = (int) dup2.invokeExact(errno, saved[i], first + i);
                }
            }
        } catch (Throwable e) {
            throw new LinkageError("execvp", e);
        }
        return Libc.failure("execvp", number);
    }

    private static int saved(int fd, int lowest) throws IOException {
        try {
            return Libc.duplicate(fd, lowest);
        } catch (SystemCallException e) {
            if (e.errno() == Errno.EBADF) {
                return -1; // not in use
            }
            throw e;
        }
    }

    /// Starts the target in a session of its own; returns its process id.
    @SuppressWarnings("restricted")
    long spawn(Target target, int[] descriptors, int first) throws IOException {
        MemorySegment actions = arena.allocate(OPAQUE_BYTES, 16);
        MemorySegment attributes = arena.allocate(OPAQUE_BYTES, 16);
        spawnCall("posix_spawn_file_actions_init", actions);
        MethodHandle addDup2 = Libc.capturing("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
        MethodHandle addOpen = Libc.capturing("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        MemorySegment devNull = arena.allocateFrom("/dev/null");
        for (int fd = 0; fd <= 2; fd++) {
            int number = fd;
            if (fd == 0 || !Files.isRegularFile(Path.of("/proc/self/fd", Integer.toString(fd)))) {
                checked("posix_spawn", e -> (int) addOpen.invokeExact(e, actions, number, devNull, number == 0 ? O_RDONLY : O_WRONLY, 0));
            }
        }
        for (int i = 0; i < descriptors.length; i++) {
            int from = descriptors[i];
            int to = first + i;
            checked("posix_spawn", e -> (int) addDup2.invokeExact(e, actions, from, to));
        }
        spawnCall("posix_spawnattr_init", attributes);
        MethodHandle setFlags = Libc.capturing("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
        short flags = SPAWN_SETSID | SPAWN_SETSIGMASK | SPAWN_SETSIGDEF;
        checked("posix_spawn", e -> (int) setFlags.invokeExact(e, attributes, flags));
        MethodHandle setMask = Libc.capturing("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
        MethodHandle setDefault = Libc.capturing("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        MemorySegment all = arena.allocate(SIGSET_BYTES, 8);
        spawnCall("sigfillset", all);
        checked("posix_spawn", e -> (int) setMask.invokeExact(e, attributes, none));
        checked("posix_spawn", e -> (int) setDefault.invokeExact(e, attributes, all));
        MethodHandle spawn = Libc.capturing("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment environment = Libc.symbol("environ").reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        checked("posix_spawn",
                e -> (int) spawn.invokeExact(e, pid, target.program(), actions, attributes, target.arguments(), environment));
        return pid.get(JAVA_INT, 0);
    }

    private static void spawnCall(String function, MemorySegment structure) throws IOException {
        MethodHandle handle = Libc.capturing(function, ADDRESS);
        checked("posix_spawn", e -> (int) handle.invokeExact(e, structure));
    }

    // This family of functions returns its error instead of leaving it in errno.
    private static void checked(String name, Libc.Call call) throws IOException {
        int error = Libc.call(name, call);
        if (error != 0) {
            throw Libc.failure(name, error);
        }
    }
}
